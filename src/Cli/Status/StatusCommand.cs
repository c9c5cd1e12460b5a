using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Status;

/// <summary><c>twinbert status</c>: how many documents of an index have an embedding, and of which model.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var indices = IndexArgument.Create();
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var exact = new Option<bool>("--exact") { Description = "Read every document, instead of a sample, to find embeddings of older texts." };
        var sample = new Option<int>("--sample")
        {
            Description = "Documents of each index that are read to find embeddings of older texts; 0 for none.",
            HelpName = "N",
            DefaultValueFactory = _ => 500,
        };
        sample.Refuse(value => value is not (0 or (>= 2 and <= 10_000)), "--sample is 0, or a number between 2 and 10000.");
        var json = new Option<bool>("--json") { Description = "Print the counts as one JSON document on standard output." };
        var field = GenerationChoice.FieldOption();
        field.Description = "The embedding object to count, where it is not the one in use: that of Next in the configuration.";
        var command = new ExampleCommand("status", "Count the documents whose embedding is fresh, stale, missing, or of another model.")
        {
            Examples = ["twinbert status products", "twinbert status products --exact", "twinbert status 'shop-*' --json"],
            Notes =
            [
                "Exit codes: 0 counted; 1 counted, and the mapping of an index does not fit; 2 unusable input.",
                "How many embeddings are stale (of an older text), and how many documents have no text, is estimated from a sample: such figures have a ~ "
                    + "before them. An index that is no larger than the sample, and every index with --exact, is read to the end.",
            ],
        };
        command.Add(indices);
        Option[] options = [config, upstream, exact, sample, json, field];
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) => StatusReport.RunAsync(
            parsed.GetValue(indices)!,
            Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)),
            new(parsed.GetValue(exact), parsed.GetValue(sample), parsed.GetValue(json), parsed.GetValue(field)),
            cancellationToken));
        return command;
    }
}
