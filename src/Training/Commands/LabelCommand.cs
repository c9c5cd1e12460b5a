using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Training.Running;
using TwinBert.Training.Teachers;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train label</c>: a teacher's scores of many pairs.</summary>
internal static class LabelCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var teacher = new Option<string>("--teacher")
        {
            Description = "The run of the command teacher, or a sentence encoder as an ONNX file, whose scores are cosines.",
            HelpName = "RUN|FILE",
            Required = true,
        };
        var splits = new Option<string>("--splits")
        {
            Description = "The splits whose queries are labelled.",
            HelpName = "A,B",
            DefaultValueFactory = _ => "train",
        };
        var vocabulary = new Option<string?>("--vocab")
        {
            Description = "Of a sentence encoder: its vocabulary; vocab.txt beside it if not given.",
            HelpName = "FILE",
        };
        var queryPrefix = new Option<string>("--query-prefix")
        {
            Description = "Of a sentence encoder: what it wants before a query.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "query: ",
        };
        var documentPrefix = new Option<string>("--document-prefix")
        {
            Description = "Of a sentence encoder: what it wants before a document.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "passage: ",
        };
        var judged = new Option<int?>("--judged")
        {
            Description = "The most judged documents of a query: relevant ones up to half, then the irrelevant ones that BM25 likes best; all if not given.",
            HelpName = "N",
        };
        var unjudged = new Option<int>("--unjudged")
        {
            Description = "Documents of a query that BM25 found and nobody judged; with 100, all of its best 100 are scored.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };
        var limit = new Option<int?>("--limit")
        {
            Description = "Stop after so many pairs; their order is always the same, so that a larger limit goes on.",
            HelpName = "N",
        };
        var runFile = new Option<string?>("--run-file")
        {
            Description = "Write the scores as a run file in TREC format too, for twinbert evaluate --run.",
            HelpName = "FILE",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "The threads that compute; the processors that the process may use if not given.",
            HelpName = "N",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var file = new Option<string>("--out")
        {
            Description = "Receives the scores. The same command goes on where it stopped.",
            HelpName = "FILE",
            Required = true,
        };
        var dataset = new DatasetOptions(16, 64);
        unjudged.AtLeast(0);
        judged.AtLeast(1);
        limit.AtLeast(1);
        threads.AtLeast(1);
        var command = new ExampleCommand("label", "Let a teacher score query-document pairs: judged ones, and the best that BM25 finds.")
        {
            Examples =
            [
                "twinbert-train label --teacher runs/teacher --dataset DIR --splits train,dev --out scores.tsv",
                "twinbert-train label --teacher e5-small-v2/model.onnx --dataset DIR --splits train,dev --out e5.tsv",
                "twinbert-train label --teacher runs/teacher --dataset DIR --splits test --unjudged 100 --out test.tsv --run-file teacher.run",
            ],
        };
        foreach (var option in new Option[] { teacher, vocabulary, queryPrefix, documentPrefix, splits, judged, unjudged, limit, threads, file, runFile })
        {
            command.Add(option);
        }

        dataset.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TorchRuntime.Require();
            TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
            IPairTeacher Open() => parsed.GetValue(teacher)! is var path && path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
                ? SentenceTeacher.Open(
                    path,
                    parsed.GetValue(vocabulary) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "vocab.txt"),
                    (parsed.GetValue(queryPrefix)!, parsed.GetValue(documentPrefix)!),
                    parsed.GetValue(threads))
                : CrossEncoderTeacher.Open(new(path));
            await Task.Run(
                () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
                {
                    var plan = new LabelPlan(Lists.Names(splits.Name, parsed.GetValue(splits)!), parsed.GetValue(file)!)
                    {
                        Judged = parsed.GetValue(judged),
                        Unjudged = parsed.GetValue(unjudged),
                        Limit = parsed.GetValue(limit),
                        RunFile = parsed.GetValue(runFile),
                        Cache = Directory.Exists(parsed.GetValue(teacher)!) ? Path.Combine(parsed.GetValue(teacher)!, "bm25") : null,
                    };
                    using var scorer = Open();
                    var count = new LabelRun(scorer, dataset.Read(parsed), plan, display).Run(cancellationToken);
                    display.Say($"{count} pairs have a score in {parsed.GetValue(file)}");
                }),
                CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }
}
