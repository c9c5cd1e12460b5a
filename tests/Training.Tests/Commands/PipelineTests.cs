using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Training.Commands;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Distillation;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Commands;

/// <summary>From judgements to a package, as docs/training.md has it, with tiny models.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly DistillationData _data = new();
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-pipeline").FullName;

    public PipelineTests() => _data.WriteQueries();

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [TorchFact]
    public async Task Commands_OneAfterTheOther_MakeAPackageWithTwoHeads()
    {
        await RunAsync(
            $"teacher --from {_data.Teacher} --dataset {_data.Catalogue} --dev-split train --queries 2 --steps 2 --precision fp32 --out {Place("teacher")}");
        await RunAsync($"label --teacher {Place("teacher")} --dataset {_data.Catalogue} --out {Place("scores.tsv")}");
        var scores = await File.ReadAllTextAsync(Place("scores.tsv"), TestContext.Current.CancellationToken);
        await RunAsync($"label --teacher {Place("teacher")} --dataset {_data.Catalogue} --out {Place("scores.tsv")}");
        Assert.Equal(scores, await File.ReadAllTextAsync(Place("scores.tsv"), TestContext.Current.CancellationToken));

        await RunAsync($"label --teacher {Place("teacher")} --dataset {_data.Catalogue} --limit 7 --out {Place("some.tsv")} --run-file {Place("some.run")}");
        Assert.Equal(Pairs(scores)[..7], Pairs(await File.ReadAllTextAsync(Place("some.tsv"), TestContext.Current.CancellationToken)));
        Assert.Equal(7, (await File.ReadAllLinesAsync(Place("some.run"), TestContext.Current.CancellationToken)).Length);

        WriteTypedQueries();
        await RunAsync($"queries --dataset {_data.Catalogue} --text-fields title --least-documents 1 --out {Place("more")}");
        await RunAsync($"label --teacher {Place("teacher")} --dataset {Place("more")} --splits train+made --judged 1 --out {Place("more.tsv")}");
        await RunAsync(
            $"combine --scores {Place("scores.tsv")} --scores {Place("some.tsv")} --dataset {_data.Catalogue} --vocab {_data.Teacher}/vocab.txt "
                + $"--fit-split train --out {Place("combined.tsv")}");
        Assert.Equal(7, Pairs(await File.ReadAllTextAsync(Place("combined.tsv"), TestContext.Current.CancellationToken)).Length);

        var distil = $"distill --dataset {_data.Catalogue} --scores {Place("scores.tsv")} --document-tokens 48 --dev-split train --steps 2 --precision fp32";
        await RunAsync($"{distil} --student {_data.Teacher} --layers 0 --dimensions 8 --out {Place("student")}");
        await RunAsync($"{distil} --student {Place("student")} --head residual --head-alone --out {Place("residual")}");
        await RunAsync($"export --run {Place("student")} --head-run {Place("residual")} --precision fp32 --out {Place("package")}");
        await RunAsync($"evaluate --run {Place("student")} --head-run {Place("residual")} --dataset {_data.Catalogue} --split train --json");

        var package = ModelPackage.Load(Place("package"));
        Assert.Equal(["cosine", "residual"], package.Manifest.Crossing);
        Assert.Equal((8, 48, 1), (package.Dimensions, package.Manifest.Limits.DocumentTokens, package.Manifest.Encoders.Layers));
        using var model = OnnxModel.Load(package, new());
        Assert.Equal(8, (await model.QueryEncoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken)).Dimensions);
        Assert.Equal(File.ReadAllBytes(new RunFolder(Place("student")).Vocabulary), File.ReadAllBytes(Path.Combine(Place("package"), "vocab.txt")));
    }

    [TorchFact]
    public async Task Commands_RunOfAnotherKind_AreRefused()
    {
        await RunAsync($"teacher --from {_data.Teacher} --dataset {_data.Catalogue} --queries 2 --steps 1 --precision fp32 --out {Place("teacher")}");

        Assert.Equal(2, await CommandLine.RunAsync(["export", "--run", Place("teacher"), "--out", Place("package")]));
        Assert.Equal(
            2,
            await CommandLine.RunAsync(["label", "--teacher", _root, "--dataset", _data.Catalogue, "--out", Place("scores.tsv")]));
        Assert.False(Path.Exists(Place("package")) || Path.Exists(Place("scores.tsv")));
    }

    /// <summary>As people type them: with words that are no document's.</summary>
    private void WriteTypedQueries() => File.WriteAllText(Path.Combine(_data.Catalogue, "queries.jsonl"), string.Join('\n', DistillationData.Things
        .Select((thing, i) => $$"""{"_id":"q{{i}}","text":"{{(i % 2 == 0 ? "red" : "cheap red")}} {{thing}}"}""")));

    /// <summary>Without the scores: batches of another size are rounded otherwise.</summary>
    private static string[] Pairs(string scores) => [.. scores.TrimEnd().Split('\n').Skip(1).Select(line => line[..line.LastIndexOf('\t')])];

    private string Place(string name) => Path.Combine(_root, name);

    private static async Task RunAsync(string commandLine) => Assert.Equal(0, await CommandLine.RunAsync(commandLine.Split(' ')));
}
