using System.Numerics.Tensors;
using TwinBert.Export.Bert;
using TwinBert.Export.Packages;
using TwinBert.Export.Quantisation;
using TwinBert.Export.Tests.Bert;
using TwinBert.Export.Tests.Twins;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Packages;

public sealed class PackageExporterTests : IDisposable
{
    private const int Dimensions = 24;
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-package").FullName;
    private readonly PackageExporter _exporter = new(package => OnnxModel.Load(package, new()));

    private string Target => Path.Combine(_root, "package");

    private string VocabularyFile => Path.Combine(_root, "vocabulary");

    public PackageExporterTests() => File.WriteAllText(VocabularyFile, string.Join('\n', TinyModel.Vocabulary) + "\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(EncoderPrecision.Full, 0.9999f)]
    [InlineData(EncoderPrecision.Quantised, 0.98f)]
    public async Task WriteAsync_WordPieces_MakesAPackageThatEncodesAsTheModelDoes(EncoderPrecision precision, float least)
    {
        var contents = WordPieces() with { Precision = precision };
        var package = await WriteAsync(contents);
        var forward = new BertForward(BertWeights.Read(contents.Twin.Weights, contents.Twin.Config), contents.Twin.Config);
        using var model = OnnxModel.Load(package, new());

        foreach (var text in new[] { "red shoe", "", "a winter boot, 40% off" })
        {
            var expected = forward.Encode(package.Tokenizer.Encode(text, 24).Ids.Span);
            var query = await model.QueryEncoder.EncodeAsync(text, TestContext.Current.CancellationToken);
            var document = (await model.DocumentEncoder.EncodeAsync([text], TestContext.Current.CancellationToken))[0];

            Assert.InRange(TensorPrimitives.CosineSimilarity(expected, query.Values.Span), least, 1.00001f);
            Assert.Equal(new EmbeddingQuantizer(QuantisationMode.Unit).Quantize(query.Values.Span).Values.ToArray(), document.Values.ToArray());
        }
    }

    [Fact]
    public async Task WriteAsync_Facts_StandInTheManifest()
    {
        var package = await WriteAsync(
            WordPieces() with
            {
                Metrics = new Dictionary<string, double> { ["ndcg"] = 0.5 },
                Languages = ["en", "de"],
                ModelWeight = 3,
                ModelCard = "# Mine\n",
            });

        Assert.Equal(["MODEL_CARD.md", "encoder.onnx", "manifest.json", "vocab.txt"], Written());
        Assert.Equal("# Mine\n", await File.ReadAllTextAsync(Path.Combine(Target, "MODEL_CARD.md"), TestContext.Current.CancellationToken));
        Assert.Equal(
            await File.ReadAllBytesAsync(VocabularyFile, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(Path.Combine(Target, "vocab.txt"), TestContext.Current.CancellationToken));
        var manifest = package.Manifest;
        Assert.Equal(new EmbeddingManifest(Dimensions, Pooling.Mean, QuantisationMode.Unit), manifest.Embedding);
        Assert.Equal(new EncodersManifest("encoder.onnx", "encoder.onnx", "fp32", 2), manifest.Encoders);
        Assert.Equal(("tiny twin", 3, 0.5), (manifest.Name, manifest.Blend.ModelWeight, manifest.Metrics["ndcg"]));
        Assert.Equal(["en", "de"], manifest.Languages);
        Assert.InRange(package.TypicalSimilarity, 0.01f, 0.999f);
    }

    [Fact]
    public async Task WriteAsync_LetterTrigramsInTwoTowers_MakesAPackageWithoutAVocabulary()
    {
        var config = EncoderCases.Config(Pooling.Weighted, Dimensions, EncoderInput.TriLetter);
        var weights = new TwinWeights("embeddings.", "encoder.", "query.pooler.", "query.downscale.", "document.pooler.", "document.downscale.");
        var package = await WriteAsync(WordPieces() with { Twin = new(weights, config), Vocabulary = null, Limits = new(12, 12) });

        Assert.Equal(["MODEL_CARD.md", "document-encoder.onnx", "manifest.json", "query-encoder.onnx"], Written());
        using var model = OnnxModel.Load(package, new());
        var query = await model.QueryEncoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken);
        var document = (await model.DocumentEncoder.EncodeAsync(["red shoe"], TestContext.Current.CancellationToken))[0];
        Assert.NotEqual(package.Quantizer.Quantize(query.Values.Span).Values.ToArray(), document.Values.ToArray());
    }

    [Fact]
    public async Task WriteAsync_CrossingLayers_AreMeasuredUnlessGiven()
    {
        var package = await WriteAsync(
            WordPieces() with
            {
                Crossing = ["residual", "cosine"],
                CrossingTensors = Residual(),
                TypicalSimilarities = new Dictionary<string, float> { ["cosine"] = 0.125f },
            });

        Assert.Equal(["residual", "cosine"], package.Crossings.Keys);
        Assert.Equal(0.125f, package.TypicalSimilarityOf("cosine"));
        Assert.InRange(package.TypicalSimilarityOf("residual"), 0.45f, 0.47f);
    }

    [Fact]
    public async Task WriteAsync_CrossingLayerWithoutWeights_LeavesNothing()
    {
        var thrown = await Assert.ThrowsAsync<ModelPackageException>(() => WriteAsync(WordPieces() with { Crossing = ["residual"] }));

        Assert.Contains("crossing.safetensors is missing", thrown.Message, StringComparison.Ordinal);
        AssertNothingWritten();
    }

    [Fact]
    public async Task WriteAsync_LimitsBeyondTheModel_AreRefused()
    {
        var thrown = await Assert.ThrowsAsync<ExportException>(() => WriteAsync(WordPieces() with { Limits = new(24, 64) }));

        Assert.Contains("64 for documents go beyond the 48", thrown.Message, StringComparison.Ordinal);
        AssertNothingWritten();
    }

    [Fact]
    public async Task WriteAsync_WordPiecesWithoutAVocabulary_AreRefused()
    {
        Assert.Contains(
            "vocab.txt",
            (await Assert.ThrowsAsync<ExportException>(() => WriteAsync(WordPieces() with { Vocabulary = null }))).Message,
            StringComparison.Ordinal);
        AssertNothingWritten();
    }

    [Fact]
    public async Task WriteAsync_MissingTensor_NamesItAndKeepsWhatWasThere()
    {
        await WriteAsync(WordPieces());
        var before = await File.ReadAllBytesAsync(Path.Combine(Target, "manifest.json"), TestContext.Current.CancellationToken);

        var thrown = await Assert.ThrowsAsync<WeightsException>(
            () => WriteAsync(WordPieces() with { Name = "other", Twin = new(new TwinWeights("embeddings.", "encoder."), Config) }));

        Assert.Contains("'downscale.weight'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Target, "manifest.json"), TestContext.Current.CancellationToken));
        Assert.Equal([Target], Directory.GetDirectories(_root));
    }

    [Fact]
    public void Load_VocabularyOfAnotherSize_NamesBothSizes()
    {
        var thrown = Assert.Throws<ExportException>(() => PackageVocabulary.Load(VocabularyFile, Config with { VocabularySize = 30522 }));

        Assert.Contains($"{TinyModel.Vocabulary.Count} tokens, and the model was trained with 30522", thrown.Message, StringComparison.Ordinal);
    }

    private static BertConfig Config => EncoderCases.Config(Pooling.Mean, Dimensions, EncoderInput.WordPiece);

    private PackageContents WordPieces() => new()
    {
        Twin = new(new RandomWeights(), Config),
        Precision = EncoderPrecision.Full,
        Vocabulary = PackageVocabulary.Load(VocabularyFile, Config),
        Name = "tiny twin",
        Limits = new(24, 48),
        Provenance = new("made up", "Apache-2.0", "none"),
    };

    /// <summary>A residual layer that says the same of every pair: 2σ(1) − 1 = 0.462.</summary>
    private static (string Name, long[] Shape, float[] Values)[] Residual() =>
    [
        ("residual.inner1.weight", [4, Dimensions], new float[4 * Dimensions]), ("residual.inner1.bias", [4], new float[4]),
        ("residual.inner2.weight", [Dimensions, 4], new float[4 * Dimensions]), ("residual.inner2.bias", [Dimensions], new float[Dimensions]),
        ("residual.output.weight", [1, Dimensions], new float[Dimensions]), ("residual.output.bias", [1], [1]),
    ];

    private Task<ModelPackage> WriteAsync(PackageContents contents) =>
        _exporter.WriteAsync(contents, Target, replace: true, TestContext.Current.CancellationToken);

    private IEnumerable<string?> Written() => Directory.GetFiles(Target).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private void AssertNothingWritten() => Assert.Equal([VocabularyFile], Directory.GetFileSystemEntries(_root));
}
