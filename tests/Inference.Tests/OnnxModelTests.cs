using System.Numerics.Tensors;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Inference.Tests;

public sealed class OnnxModelTests : IDisposable
{
    private readonly TinyModel _tiny = TinyModel.Create();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("red shoe")]
    [InlineData("")]
    [InlineData("\ud800")]
    [InlineData("a very long text that is longer than the limit of the queries by far, so that its end is cut off somewhere")]
    public async Task QueryEncoder_AnyText_GivesAVectorOfLengthOne(string text)
    {
        using var model = OnnxModel.Load(_tiny.Package, new());

        var embedding = await model.QueryEncoder.EncodeAsync(text, TestContext.Current.CancellationToken);

        Assert.Equal(TinyModel.Dimensions, embedding.Dimensions);
        Assert.Equal(1, TensorPrimitives.Norm(embedding.Values.Span), 1e-4);
    }

    [Fact]
    public async Task Encoders_SameText_Agree()
    {
        using var model = OnnxModel.Load(_tiny.Package, new());
        var cancellation = TestContext.Current.CancellationToken;

        var query = await model.QueryEncoder.EncodeAsync("blue winter boot", cancellation);
        var documents = await model.DocumentEncoder.EncodeAsync(["blue winter boot", "coffee machine"], cancellation);
        var similarities = new float[2];
        model.Package.Crossing.Cross(query, [.. documents], similarities);

        Assert.InRange(similarities[0], 0.999, 1);
        Assert.True(similarities[1] < 0.9, $"An unrelated text is {similarities[1]} similar.");
    }

    [Fact]
    public async Task QueryEncoder_ConcurrentQueries_GiveWhatSingleOnesGive()
    {
        using var model = OnnxModel.Load(_tiny.Package, new() { QueryConcurrency = 4 });
        var cancellation = TestContext.Current.CancellationToken;
        var texts = Enumerable.Range(0, 64).Select(i => $"red shoe {i}").ToList();

        var together = await Task.WhenAll(texts.Select(text => model.QueryEncoder.EncodeAsync(text, cancellation).AsTask()));

        for (var i = 0; i < texts.Count; i++)
        {
            Assert.Equal((await model.QueryEncoder.EncodeAsync(texts[i], cancellation)).Values.ToArray(), together[i].Values.ToArray());
        }
    }

    [Fact]
    public async Task QueryEncoder_Cancelled_Throws()
    {
        using var model = OnnxModel.Load(_tiny.Package, new());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.QueryEncoder.EncodeAsync("red", new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public void Load_GraphThatIsNone_NamesTheFile()
    {
        File.WriteAllText(_tiny.Package.QueryEncoderFile, "no graph");

        var thrown = Assert.Throws<ModelPackageException>(() => OnnxModel.Load(_tiny.Package, new()));

        Assert.Contains("encoder.onnx", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Load_GraphThatIsCutOff_NamesTheFile()
    {
        var bytes = File.ReadAllBytes(_tiny.Package.QueryEncoderFile);
        File.WriteAllBytes(_tiny.Package.QueryEncoderFile, bytes[..(bytes.Length / 2)]);

        Assert.Contains("encoder.onnx", Assert.Throws<ModelPackageException>(() => OnnxModel.Load(_tiny.Package, new())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GraphOfOtherDimensions_NamesBoth()
    {
        var manifest = Path.Combine(_tiny.Package.Folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"dimensions\": 32", "\"dimensions\": 16", StringComparison.Ordinal));

        var thrown = Assert.Throws<ModelPackageException>(() => OnnxModel.Load(ModelPackage.Load(_tiny.Package.Folder), new()));

        Assert.Contains("32", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("16 components", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_LimitBeyondTheGraphsPositions_IsRefused(bool quantised)
    {
        using var tiny = TinyModel.Create(quantised);
        var manifest = Path.Combine(tiny.Package.Folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"document_tokens\": 48", "\"document_tokens\": 49", StringComparison.Ordinal));

        Assert.Contains(
            "encoder.onnx",
            Assert.Throws<ModelPackageException>(() => OnnxModel.Load(ModelPackage.Load(tiny.Package.Folder), new())).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_VocabularyBeyondTheGraphsWords_IsRefused(bool quantised)
    {
        using var tiny = TinyModel.Create(quantised);
        var manifest = Path.Combine(tiny.Package.Folder, "manifest.json");
        var size = TinyModel.Vocabulary.Count;
        File.AppendAllText(Path.Combine(tiny.Package.Folder, "vocab.txt"), "another\n");
        File.WriteAllText(
            manifest,
            File.ReadAllText(manifest).Replace($"\"vocabulary_size\": {size}", $"\"vocabulary_size\": {size + 1}", StringComparison.Ordinal));

        Assert.Contains(
            "encoder.onnx",
            Assert.Throws<ModelPackageException>(() => OnnxModel.Load(ModelPackage.Load(tiny.Package.Folder), new())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WeightsThatOverflow_SaysThatNumbersAreNotFinite()
    {
        var package = TinyModel.Write(_tiny.Package.Folder, quantised: false, new HugeWeights());

        Assert.Contains("not finite", Assert.Throws<ModelPackageException>(() => OnnxModel.Load(package, new())).Message, StringComparison.Ordinal);
    }

    /// <summary>Finite numbers whose products are not.</summary>
    private sealed class HugeWeights : IWeightSource
    {
        private readonly RandomWeights _weights = new();

        public IReadOnlyCollection<string> Names => _weights.Names;

        public float[] Read(string name, params ReadOnlySpan<long> shape) =>
            name.EndsWith("dense.weight", StringComparison.Ordinal)
                ? Array.ConvertAll(_weights.Read(name, shape), value => value * 1e38f)
                : _weights.Read(name, shape);
    }
}
