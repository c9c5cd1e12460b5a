using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary><c>twinbert evaluate export</c>: the documents of an index as a dataset in BEIR layout.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index, alias or pattern." };
        var folder = new Option<string>("--out") { Description = "The dataset's folder.", HelpName = "DIR", Required = true };
        var title = Fields("--title-fields", "Paths of the fields that become 'title', separated by commas.", "title");
        var text = Fields("--text-fields", "Paths of the fields that become 'text', separated by commas.", "text");
        var judgements = new Option<string?>("--judgements") { Description = "Judgements to put beside the documents: Quepid, BEIR, TREC.", HelpName = "FILE" };
        var queries = new Option<string?>("--queries") { Description = "The texts of the judged queries.", HelpName = "FILE" };
        var split = new Option<string>("--split") { Description = "What the judgements are called.", HelpName = "NAME", DefaultValueFactory = _ => "test" };
        var upstream = Settings.UpstreamOption();
        var config = Settings.ConfigOption();
        var command = new ExampleCommand("export", "Write the documents of an index as a dataset in BEIR layout, for evaluation and training.")
        {
            Examples =
            [
                "twinbert evaluate export products --out shop --title-fields name --text-fields brand,description",
                "twinbert evaluate export products --out shop --judgements ratings.csv",
            ],
            Notes = ["Every document's own fields stay beside title and text, below metadata. Nothing is written to the cluster."],
        };
        command.Add(index);
        Option[] options = [folder, title, text, judgements, queries, split, upstream, config];
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) => new ExportRun
        {
            Index = parsed.GetValue(index)!,
            Folder = parsed.GetValue(folder)!,
            TitleFields = FieldList.Read(title.Name, parsed.GetValue(title)!),
            TextFields = FieldList.Read(text.Name, parsed.GetValue(text)!),
            Judgements = parsed.GetValue(judgements),
            Queries = parsed.GetValue(queries),
            Split = parsed.GetValue(split)!,
            Configuration = Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)),
            Output = parsed.InvocationConfiguration.Output,
            Error = parsed.InvocationConfiguration.Error,
        }.RunAsync(cancellationToken));
        return command;
    }

    private static Option<string> Fields(string name, string description, string usual) =>
        new(name) { Description = description, HelpName = "A,B", DefaultValueFactory = _ => usual };
}
