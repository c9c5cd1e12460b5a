using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Training.Queries;
using TwinBert.Training.Running;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train queries</c>: queries for documents that nobody searched for.</summary>
internal static class QueriesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var dataset = new Option<string>("--dataset") { Description = "The dataset's folder, in BEIR layout.", HelpName = "DIR", Required = true };
        var split = new Option<string>("--split")
        {
            Description = "The split with queries that people typed, and judgements.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "train",
        };
        var fields = new Option<string>("--text-fields")
        {
            Description = "The fields whose words people search by, the most telling first. Values of more than six words are passed over.",
            HelpName = "A,B",
            DefaultValueFactory = _ => "title",
        };
        var perDocument = new Option<int>("--per-document") { Description = "Queries for each document.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var least = new Option<int>("--least-documents")
        {
            Description = "A word is taken over into other queries when it was typed for so many different documents.",
            HelpName = "N",
            DefaultValueFactory = _ => 5,
        };
        var name = new Option<string>("--name") { Description = "The name of the new split.", HelpName = "NAME", DefaultValueFactory = _ => "made" };
        var seed = new Option<int>("--seed") { Description = "Decides everything that is drawn.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var target = new Option<string>("--out")
        {
            Description = "Receives a copy of the dataset with the new split, and one more of it and --split together (train+made).",
            HelpName = "DIR",
            Required = true,
        };
        perDocument.AtLeast(1);
        least.AtLeast(1);
        var command = new ExampleCommand("queries", "Make queries for documents that nobody searched for, after the pattern of those that people typed.")
        {
            Examples =
            [
                "twinbert-train queries --dataset DIR --text-fields title,metadata.brand --out runs/dataset",
                "twinbert-train label --teacher runs/teacher --dataset runs/dataset --splits train,made --out scores.tsv",
            ],
            Notes = ["The new split holds one judgement for each query: the document that it was made for. No judgement of another split is read."],
        };
        foreach (var option in new Option[] { dataset, split, fields, perDocument, least, name, seed, target })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = new QueriesPlan(parsed.GetValue(dataset)!, Lists.Names(fields.Name, parsed.GetValue(fields)!), parsed.GetValue(target)!)
            {
                Split = parsed.GetValue(split)!,
                Name = parsed.GetValue(name)!,
                PerDocument = parsed.GetValue(perDocument),
                LeastDocuments = parsed.GetValue(least),
                Seed = parsed.GetValue(seed),
            };
            await Task.Run(
                () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
                    display.Say($"{new QueriesRun(plan, display).Run(cancellationToken)} queries in the split '{plan.Name}' of {plan.Target}")),
                CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }
}
