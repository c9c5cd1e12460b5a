using System.CommandLine;
using TwinBert.Terminal;
using TwinBert.Training.Display;
using TwinBert.Training.Ensembles;
using TwinBert.Training.Files;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train combine</c>: one teacher of several.</summary>
internal sealed class CombineCommand
{
    private readonly Option<string[]> _scores = new("--scores")
    {
        Description = "A teacher's scores, as label wrote them; again for each more.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<bool> _bm25 = new("--bm25") { Description = "Take BM25's score as one more." };
    private readonly Option<string> _vocabulary = new("--vocab")
    {
        Description = "A WordPiece vocabulary, such as the vocab.txt of a run.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string> _fit = new("--fit-split")
    {
        Description = "The split whose judgements decide what each score is worth: one that no teacher was trained on.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "dev",
    };
    private readonly Option<string> _splits = new("--splits")
    {
        Description = "The splits whose pairs get a combined score.",
        HelpName = "A,B",
        DefaultValueFactory = _ => "train",
    };
    private readonly Option<string?> _runFile = new("--run-file")
    {
        Description = "Write the scores as a run file in TREC format too, for twinbert evaluate --run.",
        HelpName = "FILE",
    };
    private readonly Option<string> _file = new("--out") { Description = "Receives the scores.", HelpName = "FILE", Required = true };
    private readonly DatasetOptions _dataset = new(16, 64);

    /// <summary>Makes the command.</summary>
    public static Command Create() => new CombineCommand().Build();

    private ExampleCommand Build()
    {
        var command = new ExampleCommand("combine", "Make one teacher of several: weigh their _scores, by logistic regression on judged pairs.")
        {
            Examples = ["twinbert-train combine --scores teacher.tsv --scores e5.tsv --dataset DIR --vocab runs/teacher/vocab.txt --fit-split dev --splits "
                + "train --out scores.tsv"],
            Notes = ["A pair gets a score where every file has one."],
        };
        foreach (var option in new Option[] { _scores, _bm25, _vocabulary, _fit, _splits, _file, _runFile })
        {
            command.Add(option);
        }

        _dataset.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = new CombinePlan(parsed.GetValue(_scores)!, parsed.GetValue(_file)!)
        {
            WithBm25 = parsed.GetValue(_bm25),
            FitSplit = parsed.GetValue(_fit)!,
            Splits = Lists.Names(_splits.Name, parsed.GetValue(_splits)!),
            RunFile = parsed.GetValue(_runFile),
        };
        await Task.Run(
            () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
                display.Say(
                    $"{new CombineRun(plan, _dataset.Read(parsed), parsed.GetValue(_vocabulary)!, display).Run(cancellationToken)} pairs have a score in "
                        + $"{plan.File}")),
            CancellationToken.None);
        return ExitCode.Done;
    }
}
