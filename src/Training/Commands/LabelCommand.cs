using System.CommandLine;
using TwinBert.Terminal;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Teachers;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train label</c>: a teacher's scores of many pairs.</summary>
internal sealed class LabelCommand
{
    private readonly Option<string> _teacher = new("--teacher")
    {
        Description = "The run of the command teacher, or a sentence encoder as an ONNX file, whose scores are cosines.",
        HelpName = "RUN|FILE",
        Required = true,
    };
    private readonly Option<string> _splits = new("--splits")
    {
        Description = "The splits whose queries are labelled.",
        HelpName = "A,B",
        DefaultValueFactory = _ => "train",
    };
    private readonly Option<string?> _vocabulary = new("--vocab")
    {
        Description = "Of a sentence encoder: its vocabulary; vocab.txt beside it if not given.",
        HelpName = "FILE",
    };
    private readonly Option<string> _queryPrefix = new("--query-prefix")
    {
        Description = "Of a sentence encoder: what it wants before a query.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "query: ",
    };
    private readonly Option<string> _documentPrefix = new("--document-prefix")
    {
        Description = "Of a sentence encoder: what it wants before a document.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "passage: ",
    };
    private readonly Option<int?> _judged = new("--judged")
    {
        Description = "The most judged documents of a query: relevant ones up to half, then the irrelevant ones that BM25 likes best; all if not given.",
        HelpName = "N",
    };
    private readonly Option<int> _unjudged = new("--unjudged")
    {
        Description = "Documents of a query that BM25 found and nobody judged; with 100, all of its best 100 are scored.",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    };
    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "Stop after so many pairs; their order is always the same, so that a larger limit goes on.",
        HelpName = "N",
    };
    private readonly Option<string?> _runFile = new("--run-file")
    {
        Description = "Write the scores as a run file in TREC format too, for twinbert evaluate --run.",
        HelpName = "FILE",
    };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "The threads that compute; the processors that the process may use if not given.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly Option<string> _file = new("--out")
    {
        Description = "Receives the scores. The same command goes on where it stopped.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly DatasetOptions _dataset = new(16, 64);

    /// <summary>Makes the command.</summary>
    public static Command Create() => new LabelCommand().Build();

    private ExampleCommand Build()
    {
        _unjudged.AtLeast(0);
        _judged.AtLeast(1);
        _limit.AtLeast(1);
        _threads.AtLeast(1);
        var command = new ExampleCommand("label", "Let a teacher score query-document pairs: judged ones, and the best that BM25 finds.")
        {
            Examples =
            [
                "twinbert-train label --teacher runs/teacher --dataset DIR --splits train,dev --out scores.tsv",
                "twinbert-train label --teacher e5-small-v2/model.onnx --dataset DIR --splits train,dev --out e5.tsv",
                "twinbert-train label --teacher runs/teacher --dataset DIR --splits test --unjudged 100 --out test.tsv --run-file teacher.run",
            ],
        };
        foreach (var option in new Option[]
        {
            _teacher,
            _vocabulary,
            _queryPrefix,
            _documentPrefix,
            _splits,
            _judged,
            _unjudged,
            _limit,
            _threads,
            _file,
            _runFile,
        })
        {
            command.Add(option);
        }

        _dataset.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TorchRuntime.Require();
        TorchSharp.torch.set_num_threads(parsed.GetValue(_threads));
        IPairTeacher Open() => parsed.GetValue(_teacher)! is var path && path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? SentenceTeacher.Open(
                path,
                parsed.GetValue(_vocabulary) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "vocab.txt"),
                (parsed.GetValue(_queryPrefix)!, parsed.GetValue(_documentPrefix)!),
                parsed.GetValue(_threads))
            : CrossEncoderTeacher.Open(new(path));
        await Task.Run(
            () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
            {
                var plan = new LabelPlan(Lists.Names(_splits.Name, parsed.GetValue(_splits)!), parsed.GetValue(_file)!)
                {
                    Judged = parsed.GetValue(_judged),
                    Unjudged = parsed.GetValue(_unjudged),
                    Limit = parsed.GetValue(_limit),
                    RunFile = parsed.GetValue(_runFile),
                    Cache = Directory.Exists(parsed.GetValue(_teacher)!) ? Path.Combine(parsed.GetValue(_teacher)!, "bm25") : null,
                };
                using var scorer = Open();
                var count = new LabelRun(scorer, _dataset.Read(parsed), plan, display).Run(cancellationToken);
                display.Say($"{count} pairs have a score in {parsed.GetValue(_file)}");
            }),
            CancellationToken.None);
        return ExitCode.Done;
    }
}
