using System.CommandLine;
using TwinBert.Terminal;
using TwinBert.Training.Corpus;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;
using TwinBert.Training.Teachers;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train teacher</c>: a cross-encoder trained on human judgements.</summary>
internal sealed class TeacherCommand
{
    private const double LearningRate = 1.5e-4;
    private const int EvaluateEvery = 200;
    private readonly Option<string> _from = new("--from")
    {
        Description = "The BERT that it starts from, in Hugging Face layout.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string?> _vocabulary = new("--vocab") { Description = "Its vocabulary; its vocab.txt if not given.", HelpName = "FILE" };
    private readonly Option<int> _queries = new("--queries")
    {
        Description = "Queries of a step; each has eight documents.",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    };
    private readonly Option<int> _pairTokens = new("--pair-tokens")
    {
        Description = "The most tokens of query and document together.",
        HelpName = "N",
        DefaultValueFactory = _ => 64,
    };
    private readonly Option<double> _dropout = RunOptions.Dropout(0.1);
    private readonly SplitOptions _splits = new(60);
    private readonly DatasetOptions _dataset = new(16, 64);
    private readonly RunOptions _run = new(LearningRate, EvaluateEvery);

    private TeacherCommand()
    {
        _pairTokens.AtLeast(PairTokens.LeastLimit);
        _queries.AtLeast(1);
    }

    /// <summary>Makes the command.</summary>
    public static Command Create() => new TeacherCommand().Command();

    private ExampleCommand Command()
    {
        var command = new ExampleCommand("teacher", "Train a cross-encoder on human judgements: slow to use, and better than any twin.")
        {
            Examples = ["twinbert-train teacher --from all-MiniLM-L6-v2 --dataset DIR --dev-split dev --steps 4000 --out runs/teacher"],
        };
        Option[] options = [_from, _vocabulary, .. _splits.All, _queries, _pairTokens, _dropout];
        foreach (var option in options)
        {
            command.Add(option);
        }

        _dataset.AddTo(command);
        _run.AddTo(command);
        _run.SetAction(command, parsed =>
        {
            var from = parsed.GetValue(_from)!;
            var (bert, source, plan) = ((from, parsed.GetValue(_vocabulary) ?? Path.Combine(from, "vocab.txt")), _dataset.Read(parsed), Read(parsed));
            return (session, cancellationToken) => new TeacherRun(bert, source, plan, session).Run(cancellationToken);
        });
        return command;
    }

    private TeacherPlan Read(ParseResult parsed) => new()
    {
        Split = _splits.SplitOf(parsed),
        DevSplit = _splits.DevOf(parsed),
        DevQueries = _splits.DevQueriesOf(parsed),
        Queries = parsed.GetValue(_queries),
        Options = new() { Tokens = parsed.GetValue(_pairTokens), Dropout = parsed.GetValue(_dropout) },
    };
}
