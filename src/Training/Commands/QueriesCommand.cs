using System.CommandLine;
using TwinBert.Terminal;
using TwinBert.Training.Display;
using TwinBert.Training.Queries;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train queries</c>: queries for documents that nobody searched for.</summary>
internal sealed class QueriesCommand
{
    private readonly Option<string> _dataset = new("--dataset") { Description = "The dataset's folder, in BEIR layout.", HelpName = "DIR", Required = true };
    private readonly Option<string> _split = new("--split")
    {
        Description = "The split with queries that people typed, and judgements.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "train",
    };
    private readonly Option<string> _fields = new("--text-fields")
    {
        Description = "The fields whose words people search by, the most telling first. Values of more than six words are passed over.",
        HelpName = "A,B",
        DefaultValueFactory = _ => "title",
    };
    private readonly Option<int> _perDocument = new("--per-document")
    {
        Description = "Queries for each document.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _least = new("--least-documents")
    {
        Description = "A word is taken over into other queries when it was typed for so many different documents.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    };
    private readonly Option<string> _name = new("--name") { Description = "The name of the new split.", HelpName = "NAME", DefaultValueFactory = _ => "made" };
    private readonly Option<int> _seed = new("--seed") { Description = "Decides everything that is drawn.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _target = new("--out")
    {
        Description = "Receives a copy of the dataset with the new split, and one more of it and --split together (train+made).",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new QueriesCommand().Build();

    private ExampleCommand Build()
    {
        _perDocument.AtLeast(1);
        _least.AtLeast(1);
        var command = new ExampleCommand("queries", "Make queries for documents that nobody searched for, after the pattern of those that people typed.")
        {
            Examples =
            [
                "twinbert-train queries --dataset DIR --text-fields title,metadata.brand --out runs/dataset",
                "twinbert-train label --teacher runs/teacher --dataset runs/dataset --splits train,made --out scores.tsv",
            ],
            Notes = ["The new split holds one judgement for each query: the document that it was made for. No judgement of another split is read."],
        };
        foreach (var option in new Option[] { _dataset, _split, _fields, _perDocument, _least, _name, _seed, _target })
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = new QueriesPlan(parsed.GetValue(_dataset)!, Lists.Names(_fields.Name, parsed.GetValue(_fields)!), parsed.GetValue(_target)!)
        {
            Split = parsed.GetValue(_split)!,
            Name = parsed.GetValue(_name)!,
            PerDocument = parsed.GetValue(_perDocument),
            LeastDocuments = parsed.GetValue(_least),
            Seed = parsed.GetValue(_seed),
        };
        await Task.Run(
            () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
                display.Say($"{new QueriesRun(plan, display).Run(cancellationToken)} queries in the split '{plan.Name}' of {plan.Target}")),
            CancellationToken.None);
        return ExitCode.Done;
    }
}
