using System.Text.Json.Nodes;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.TestKit.Models;
using TwinBert.Training.Commands;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Commands;

/// <summary>A package's query side learns, and its documents stay as they are, so that nobody has to embed them again.</summary>
public sealed class QueryAloneTests : IDisposable
{
    private readonly TrainedPackage _trained = new();

    public void Dispose() => _trained.Dispose();

    [TorchFact]
    public async Task Distill_QueryAlone_GivesAPackageWhoseVectorsAreThoseOfTheFirst()
    {
        await _trained.MakeAsync();
        Change("blend", "text_weight", 9);
        Change("limits", "query_tokens", 13);
        var before = ModelPackage.Load(_trained.Package);

        await DistillAsync(_trained.Package, "learned", "--query-alone --dev-split train");
        await TrainedPackage.RunAsync($"export --run {_trained.Place("learned")} --out {_trained.Place("new")}");

        var after = ModelPackage.Load(_trained.Place("new"));
        Assert.Equal(before.Fingerprint, after.Fingerprint);
        Assert.NotEqual(before.QueryFingerprint, after.QueryFingerprint);
        Assert.Equal(File.ReadAllBytes(before.DocumentEncoderFile), File.ReadAllBytes(after.DocumentEncoderFile));
        Assert.NotEqual(File.ReadAllBytes(before.QueryEncoderFile), File.ReadAllBytes(after.QueryEncoderFile));
        Assert.Equal(before.Manifest.Limits, after.Manifest.Limits);
        Assert.Equal((9, before.Manifest.Blend.ModelWeight), (after.Manifest.Blend.TextWeight, after.Manifest.Blend.ModelWeight));
        var (then, now) = (await EmbedAsync(before), await EmbedAsync(after));
        Assert.Equal(then.Document.ToArray(), now.Document.ToArray());
        Assert.NotEqual(then.Query.ToArray(), now.Query.ToArray());
    }

    [TorchFact]
    public async Task Distill_FromSuchARun_GoesOnWithTheSameDocuments()
    {
        await _trained.MakeAsync();
        await DistillAsync(_trained.Package, "learned", "--query-alone");
        Directory.Move(_trained.Package, _trained.Place("gone"));

        await DistillAsync(_trained.Place("learned"), "head", "--head residual --head-alone");
        await TrainedPackage.RunAsync($"export --run {_trained.Place("head")} --out {_trained.Place("new")}");

        var after = ModelPackage.Load(_trained.Place("new"));
        Assert.Equal(["residual", "cosine"], after.Manifest.Crossing);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_trained.Place("gone"), "encoder.onnx")), File.ReadAllBytes(after.DocumentEncoderFile));
    }

    [TorchFact]
    public async Task Distill_RunThatGoesOn_RefusesOtherDocuments()
    {
        await _trained.MakeAsync();
        await DistillAsync(_trained.Package, "learned", "--query-alone");
        Assert.True(new RunFolder(_trained.Place("learned")).KeepsDocuments);
        await DistillAsync(_trained.Package, "learned", "--query-alone");

        await using (var graph = File.OpenWrite(Path.Combine(_trained.Package, "encoder.onnx")))
        {
            graph.Seek(0, SeekOrigin.End);

            // A field of the format that nobody knows, and everybody skips.
            graph.Write([0xf8, 0x07, 0x01]);
        }

        Assert.Equal(2, await CommandLine.RunAsync(Distill(_trained.Package, "learned", "--query-alone")));
    }

    [TorchFact]
    public async Task Distill_HeadAloneOfAPackage_KeepsItsDocumentsAndNotItsWeights()
    {
        await _trained.MakeAsync();
        Change("blend", "text_weight", 9);

        await DistillAsync(_trained.Package, "head", "--head residual --head-alone");
        await TrainedPackage.RunAsync($"export --run {_trained.Place("head")} --out {_trained.Place("new")}");

        var after = ModelPackage.Load(_trained.Place("new"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_trained.Package, "encoder.onnx")), File.ReadAllBytes(after.DocumentEncoderFile));
        Assert.Equal(("residual", 4), (after.Manifest.Crossing[0], after.Manifest.Blend.TextWeight));
    }

    [TorchFact]
    public async Task Distill_NothingToKeep_IsUnusable()
    {
        await _trained.MakeAsync();
        using var imported = TinyModel.Create();

        foreach (var student in new[] { _trained.Student, _trained.Teacher, imported.Package.Folder })
        {
            Assert.Equal(2, await CommandLine.RunAsync(Distill(student, "learned", "--query-alone")));
        }

        await DistillAsync(_trained.Package, "learned", "--query-alone");
        foreach (var more in new[] { "--document-tokens 20", $"--document-run {_trained.Student}" })
        {
            Assert.Equal(
                2, await CommandLine.RunAsync($"export --run {_trained.Place("learned")} --out {_trained.Place("new")} {more}".Split(' ')));
        }
    }

    private Task DistillAsync(string student, string run, string more) => TrainedPackage.RunAsync(string.Join(' ', Distill(student, run, more)));

    private string[] Distill(string student, string run, string more) =>
        $"distill {_trained.Source} --student {student} --steps 2 --learning-rate 1e-2 {more} --out {_trained.Place(run)}".Split(' ');

    private void Change(string part, string name, int value)
    {
        var file = Path.Combine(_trained.Package, ModelManifest.FileName);
        var manifest = JsonNode.Parse(File.ReadAllText(file))!;
        manifest[part]![name] = value;
        File.WriteAllText(file, manifest.ToJsonString());
    }

    private static async Task<(ReadOnlyMemory<sbyte> Document, ReadOnlyMemory<float> Query)> EmbedAsync(ModelPackage package)
    {
        using var model = OnnxModel.Load(package, new());
        var document = (await model.DocumentEncoder.EncodeAsync(["a red shoe for running in winter"], TestContext.Current.CancellationToken))[0];
        return (document.Values, (await model.QueryEncoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken)).Values);
    }
}
