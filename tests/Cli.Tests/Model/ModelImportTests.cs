using TwinBert.Cli.Model;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Model;

public sealed class ModelImportTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-import").FullName;

    private string From => Path.Combine(_root, "tiny-bert");

    private string Out => Path.Combine(_root, "package");

    public ModelImportTests() => TinyModel.WriteHuggingFace(From);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(false, "fp32")]
    [InlineData(true, "int8")]
    public async Task RunAsync_HuggingFaceFolder_MakesAWorkingPackage(bool quantised, string weights)
    {
        var package = await Import(quantised: quantised).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("tiny-bert", weights, TinyModel.Dimensions), (package.Manifest.Name, package.Manifest.Encoders.Weights, package.Dimensions));
        Assert.InRange(package.TypicalSimilarity, 0.01f, 0.99f);
        Assert.Equal(
            ["MODEL_CARD.md", "encoder.onnx", "manifest.json", "vocab.txt"],
            Directory.GetFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var model = OnnxModel.Load(package, new());
        Assert.Equal(TinyModel.Dimensions, (await model.QueryEncoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken)).Dimensions);
    }

    [Fact]
    public async Task RunAsync_PublishedWeights_AgreeWithThePublishedModel()
    {
        var from = SharedModels.Path("all-MiniLM-L6-v2");
        var import = Import() with { From = from, Vocabulary = SharedModels.Path("bert-base-uncased/vocab.txt") };

        using var model = OnnxModel.Load(await import.RunAsync(TestContext.Current.CancellationToken), new());
        var golden = GoldenFile.Read(Path.Combine(from, "golden.json"), model.Package);
        var report = await GoldenReport.MakeAsync(model, golden, TestContext.Current.CancellationToken);

        Assert.True(report.Passed, $"ids equal {report.IdsEqual}, least cosine {report.MinCosine}");
        Assert.Equal(0.9999f, report.RequiredCosine);
    }

    [Fact]
    public async Task RunAsync_OutputWithContent_IsRefusedUnlessForced()
    {
        Directory.CreateDirectory(Out);
        await File.WriteAllTextAsync(Path.Combine(Out, "mine.txt"), "keep", TestContext.Current.CancellationToken);

        var message = await RefusalAsync(Import());
        Assert.Contains("--force", message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Out, "mine.txt")));

        await (Import() with { Replace = true }).RunAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(Out, "mine.txt")));
    }

    [Theory]
    [InlineData("config.json", "config.json")]
    [InlineData("model.safetensors", "model.safetensors")]
    [InlineData("vocab.txt", "--vocab")]
    public async Task RunAsync_MissingFile_NamesItAndLeavesNothing(string file, string named)
    {
        File.Delete(Path.Combine(From, file));

        Assert.Contains(named, await RefusalAsync(Import()), StringComparison.Ordinal);
        AssertNothingWritten();
    }

    [Fact]
    public async Task RunAsync_WeightsThatAreCutOff_NamesATensorAndLeavesNothing()
    {
        var file = Path.Combine(From, "model.safetensors");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, bytes[..(bytes.Length - 8)], TestContext.Current.CancellationToken);

        var message = await RefusalAsync(Import());

        Assert.Contains("is cut off: tensor 'encoder.layer.1.output.LayerNorm.bias'", message, StringComparison.Ordinal);
        AssertNothingWritten();
    }

    [Fact]
    public async Task RunAsync_VocabularyOfAnotherModel_NamesBothSizes()
    {
        await File.AppendAllTextAsync(Path.Combine(From, "vocab.txt"), "extra\n", TestContext.Current.CancellationToken);

        Assert.Contains($"{TinyModel.Vocabulary.Count + 1} tokens", await RefusalAsync(Import()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ChosenLayers_AreKept()
    {
        var package = await (Import() with { Layers = [1] }).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, package.Manifest.Encoders.Layers);
        Assert.StartsWith("Layers 1 kept.", package.Manifest.Provenance.Changes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("--layers 1", 1)]
    public async Task Command_LayersGivenOrNot_KeepsThoseOrAll(string arguments, int kept)
    {
        var parsed = ImportCommand.Create().Parse(["--from", From, "--out", Out, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(ExitCode.Done, await parsed.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(kept, ModelPackage.Load(Out).Manifest.Encoders.Layers);
    }

    [Fact]
    public async Task RunAsync_LayerThatIsNotThere_IsNamedAndLeavesNothing()
    {
        Assert.Contains("the layers 0 to 1", await RefusalAsync(Import() with { Layers = [0, 2] }), StringComparison.Ordinal);
        AssertNothingWritten();
    }

    [Fact]
    public async Task RunAsync_WeightedPoolingWithoutAPooler_NamesTheTensor()
    {
        var config = Path.Combine(From, "config.json");
        await File.WriteAllTextAsync(
            config,
            (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace(
                "\"model_type\"",
                "\"pooling\": \"weighted\", \"model_type\"",
                StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        Assert.Contains("'pooler.weight'", await RefusalAsync(Import()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MissingFolder_NamesIt() =>
        Assert.Contains("'nowhere'", await RefusalAsync(Import() with { From = "nowhere" }), StringComparison.Ordinal);

    private ModelImport Import(bool quantised = false) => new(From, Out, Vocabulary: null, quantised, Replace: false, Name: null, "a test", "Apache-2.0");

    private static async Task<string> RefusalAsync(ModelImport import)
    {
        var thrown = await Assert.ThrowsAsync<UnusableInputException>(() => import.RunAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain('\n', thrown.Message);
        return thrown.Message;
    }

    private void AssertNothingWritten() => Assert.Equal([From], Directory.GetFileSystemEntries(_root));
}
