using TwinBert.Export.Bert;
using TwinBert.Export.Tests.Bert;
using TwinBert.Export.Twins;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using Xunit;

namespace TwinBert.Export.Tests.Twins;

public sealed class TwinEncoderExporterTests : IDisposable
{
    private static readonly BertConfig Config = EncoderCases.Config(Pooling.Weighted, 24, EncoderInput.WordPiece);
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert-twins").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Export_EverythingShared_IsOneFile()
    {
        var files = Export(new("embeddings.", "encoder.", "pooler.", "downscale."));

        Assert.Equal(new TwinFiles("encoder.onnx", "encoder.onnx"), files);
        Assert.Equal(["encoder.onnx"], Written());
    }

    [Fact]
    public void Export_TrunkShared_TakesEachSidesOwnHead()
    {
        var weights = new TwinWeights("embeddings.", "encoder.", "query.pooler.", "query.downscale.", "document.pooler.", "document.downscale.");

        var files = Export(weights);

        Assert.Equal(new TwinFiles("query-encoder.onnx", "document-encoder.onnx"), files);
        Assert.Equal(["document-encoder.onnx", "query-encoder.onnx"], Written());
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(_folder, files.Query)), File.ReadAllBytes(Path.Combine(_folder, files.Document)));
        Assert.Equal(2, weights.Asked.Count(name => name == "embeddings.word_embeddings.weight"));
    }

    [Fact]
    public void Export_NothingShared_TakesEachSidesOwnTensors()
    {
        var weights = new TwinWeights(
            "query.embeddings.",
            "query.encoder.",
            "query.pooler.",
            "query.downscale.",
            "document.embeddings.",
            "document.encoder.",
            "document.pooler.",
            "document.downscale.");

        Export(weights);

        Assert.Equal(["document-encoder.onnx", "query-encoder.onnx"], Written());
        Assert.Equal(weights.Asked.Count / 2, weights.Asked.Count(name => name.StartsWith("query.", StringComparison.Ordinal)));
        Assert.Equal(weights.Asked.Count / 2, weights.Asked.Count(name => name.StartsWith("document.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("'document.downscale.weight'", "embeddings.", "encoder.", "query.pooler.", "query.downscale.", "document.pooler.")]
    [InlineData("'query.encoder.layer.0.attention.self.query.weight'", "query.embeddings.", "query.pooler.", "query.downscale.", "document.pooler.", "document.downscale.")]
    public void Export_SideWithoutATensor_NamesItWithTheSide(string named, params string[] prefixes) =>
        Assert.Contains(named, Assert.Throws<WeightsException>(() => Export(new(prefixes))).Message, StringComparison.Ordinal);

    [Fact]
    public void Export_Cancelled_WritesNothing()
    {
        Assert.Throws<OperationCanceledException>(
            () => TwinEncoderExporter.Export(
                new(new TwinWeights("embeddings."), Config),
                EncoderPrecision.Full,
                new([], []),
                _folder,
                new CancellationToken(canceled: true)));

        Assert.Empty(Written());
    }

    private TwinFiles Export(TwinWeights weights) =>
        TwinEncoderExporter.Export(new(weights, Config), EncoderPrecision.Full, new([], []), _folder, TestContext.Current.CancellationToken);

    private IEnumerable<string?> Written() => Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
