using System.CommandLine;
using TwinBert.Cli.Hosting;
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
    private readonly Option<string> _split = new("--split") { Description = "The split to train on.", HelpName = "NAME", DefaultValueFactory = _ => "train" };
    private readonly Option<string?> _devSplit = new("--dev-split")
    {
        Description = "The split of the dev metric, nDCG@10 over judged documents; none if not given.",
        HelpName = "NAME",
    };
    private readonly Option<int> _devQueries = new("--dev-queries")
    {
        Description = "How many of its queries are measured.",
        HelpName = "N",
        DefaultValueFactory = _ => 60,
    };
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
    private readonly Option<double> _dropout = new("--dropout")
    {
        Description = "The share of activations that is dropped.",
        HelpName = "X",
        DefaultValueFactory = _ => 0.1,
    };
    private readonly DatasetOptions _dataset = new(16, 64);
    private readonly RunOptions _run = new(LearningRate, EvaluateEvery);

    private TeacherCommand()
    {
        _pairTokens.AtLeast(PairTokens.LeastLimit);
        _devQueries.AtLeast(1);
        _queries.AtLeast(1);
        _dropout.NotNegative();
    }

    /// <summary>Makes the command.</summary>
    public static Command Create() => new TeacherCommand().Command();

    private ExampleCommand Command()
    {
        var command = new ExampleCommand("teacher", "Train a cross-encoder on human judgements: slow to use, and better than any twin.")
        {
            Examples = ["twinbert-train teacher --from all-MiniLM-L6-v2 --dataset DIR --dev-split dev --steps 4000 --out runs/teacher"],
        };
        foreach (var option in new Option[] { _from, _vocabulary, _split, _devSplit, _devQueries, _queries, _pairTokens, _dropout })
        {
            command.Add(option);
        }

        _dataset.AddTo(command);
        _run.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var from = parsed.GetValue(_from)!;
            var (bert, source, request) = ((from, parsed.GetValue(_vocabulary) ?? Path.Combine(from, "vocab.txt")), _dataset.Read(parsed), _run.Read(parsed));
            var plan = Read(parsed);
            await Task.Run(
                () => RunSession.Run(request, TimeProvider.System, session => new TeacherRun(bert, source, plan, session).Run(cancellationToken)),
                CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }

    private TeacherPlan Read(ParseResult parsed) => new()
    {
        Split = parsed.GetValue(_split)!,
        DevSplit = parsed.GetValue(_devSplit),
        DevQueries = parsed.GetValue(_devQueries),
        Queries = parsed.GetValue(_queries),
        Options = new() { Tokens = parsed.GetValue(_pairTokens), Dropout = parsed.GetValue(_dropout) },
    };
}
