using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Plots;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Candidates;

namespace TwinBert.Training.Tests.Reports;

/// <summary>Small runs and results on disk, deleted at the end.</summary>
internal sealed class ReportData : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-report").FullName;

    public string Runs => Place("runs");

    public string Document => Place("training.md");

    public string Place(string name) => Path.Combine(_root, name);

    /// <summary>A run that is over, with curves.</summary>
    public void Finished(string name, int minute, string learningRate)
    {
        var folder = Record(name, minute, learningRate);
        RunFile.WriteJson(folder.MetricsFile, new RunMetrics(90, 150.5, 0.598, 0.25, 0.875, 60));
        TrainingPlot.Write(folder.CurvesFile, [new(50, 2, 1e-4, null), new(90, 1, 0, 0.875)]);
    }

    /// <summary>A run that stands at a checkpoint.</summary>
    public void Stopped(string name, int minute, string learningRate) =>
        RunFile.WriteJson(
            Path.Combine(Checkpoint(Record(name, minute, learningRate)), "state.json"),
            new TrainingState(40, null, 0, 20, [new(40, 3, 1e-4, null)]));

    /// <summary>A run that has done no step that was kept.</summary>
    public void Begun(string name, int minute) => Record(name, minute, "0.1");

    /// <summary>A result: BM25, and models with what each scores alone in the top 100.</summary>
    public string Result(string name, string dataset, int queries, params (string Of, string Kind, double? Weight, double Ndcg)[] rows)
    {
        var first = rows.Length > 0 ? rows[0].Of : null;
        var lines = rows.Select(row => $$"""
            {"name":"{{row.Of}} {{row.Kind}} {{row.Weight}}","kind":"{{row.Kind}}","of":"{{row.Of}}"{{(row.Weight is { } weight ? $",\"weight\":{weight}" : "")}}{{(row.Kind == "tuned_blend" ? ",\"tuned\":{\"split\":\"dev\",\"ndcg@10\":0.9,\"tried\":[]}" : "")}},
             "judged":{{Pool(0.9, row.Of == first ? null : first)}},"top100":{{Pool(row.Ndcg, row.Of == first ? null : first)}}}
            """);
        string[] all =
        [
            $$"""{"name":"BM25","kind":"bm25","of":null,"judged":{"ndcg@10":0.8,"mrr@10":0.7},"top100":{"ndcg@10":0.75,"mrr@10":0.65} }""",
            .. lines,
        ];
        var path = Place(name);
        File.WriteAllText(
            path,
            $$"""{"dataset":"{{dataset}}","split":"test","queries":{{queries}},"gain":"linear","recall@100":0.95,"judged":{},"rows":[{{string.Join(",\n", all)}}]}""");
        return path;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Pool(double ndcg, string? first) => FormattableString.Invariant(
        $$"""{"ndcg@10":{{ndcg}},"mrr@10":0.5,"against_bm25":{"difference":0.1,"better":30,"worse":2,"p":0.0001}{{(first is null ? "" : $",\"against_first\":{{\"row\":\"{first}\",\"difference\":-0.0125,\"better\":9,\"worse\":8,\"p\":0.4}}")}}}""");

    private static string Checkpoint(RunFolder folder) => Directory.CreateDirectory(Path.Combine(folder.Path, "checkpoint-00000040")).FullName;

    private RunFolder Record(string name, int minute, string learningRate)
    {
        var folder = new RunFolder(Directory.CreateDirectory(Path.Combine(Runs, name)).FullName);
        RunFile.WriteJson(folder.ConfigFile, new RunRecord
        {
            Command = "distill",
            Options = new Dictionary<string, string> { ["--dataset"] = "/data/of/movies/", ["--learning-rate"] = learningRate },
            Steps = 100,
            Precision = "bf16",
            Machine = new("Linux", "X64", 2, 1),
            Version = "1.2.3+0123456789abcdef",
            Started = new(2026, 1, 1, 0, minute, 0, TimeSpan.Zero),
        });
        return folder;
    }
}
