using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Training.Ensembles;
using TwinBert.Training.Running;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train combine</c>: one teacher of several.</summary>
internal static class CombineCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var scores = new Option<string[]>("--scores")
        {
            Description = "A teacher's scores, as label wrote them; again for each more.",
            HelpName = "FILE",
            Required = true,
        };
        var bm25 = new Option<bool>("--bm25") { Description = "Take BM25's score as one more." };
        var vocabulary = new Option<string>("--vocab")
        {
            Description = "A WordPiece vocabulary, such as the vocab.txt of a run.",
            HelpName = "FILE",
            Required = true,
        };
        var fit = new Option<string>("--fit-split")
        {
            Description = "The split whose judgements decide what each score is worth: one that no teacher was trained on.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "dev",
        };
        var splits = new Option<string>("--splits")
        {
            Description = "The splits whose pairs get a combined score.",
            HelpName = "A,B",
            DefaultValueFactory = _ => "train",
        };
        var runFile = new Option<string?>("--run-file")
        {
            Description = "Write the scores as a run file in TREC format too, for twinbert evaluate --run.",
            HelpName = "FILE",
        };
        var file = new Option<string>("--out") { Description = "Receives the scores.", HelpName = "FILE", Required = true };
        var dataset = new DatasetOptions(16, 64);
        var command = new ExampleCommand("combine", "Make one teacher of several: weigh their scores, by logistic regression on judged pairs.")
        {
            Examples = ["twinbert-train combine --scores teacher.tsv --scores e5.tsv --dataset DIR --vocab runs/teacher/vocab.txt --fit-split dev --splits "
                + "train --out scores.tsv"],
            Notes = ["A pair gets a score where every file has one."],
        };
        foreach (var option in new Option[] { scores, bm25, vocabulary, fit, splits, file, runFile })
        {
            command.Add(option);
        }

        dataset.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = new CombinePlan(parsed.GetValue(scores)!, parsed.GetValue(file)!)
            {
                WithBm25 = parsed.GetValue(bm25),
                FitSplit = parsed.GetValue(fit)!,
                Splits = Lists.Names(splits.Name, parsed.GetValue(splits)!),
                RunFile = parsed.GetValue(runFile),
            };
            await Task.Run(
                () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
                    display.Say(
                        $"{new CombineRun(plan, dataset.Read(parsed), parsed.GetValue(vocabulary)!, display).Run(cancellationToken)} pairs have a score in "
                            + $"{plan.File}")),
                CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }
}
