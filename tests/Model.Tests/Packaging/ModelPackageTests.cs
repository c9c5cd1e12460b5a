using System.Text.Json.Nodes;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Model.Tests.Packaging;

public sealed class ModelPackageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Load_WrittenPackage_GivesTheManifestBack()
    {
        var written = Sample() with { Encoders = Sample().Encoders with { DocumentLayers = 6 } };

        var package = Write("a", written);

        Assert.Equivalent(written, package.Manifest, strict: true);
        Assert.Equal((8, -0.25f, "cosine"), (package.Dimensions, package.TypicalSimilarity, package.Crossing.Name));
        Assert.Equal(QuantisationMode.Max, package.Quantizer.Mode);
        Assert.Matches("^[0-9a-f]{12}$", package.Fingerprint.Value);
    }

    [Fact]
    public void Fingerprint_OtherWeightsVocabularyOrLimit_Differs()
    {
        var same = Write("same", Sample()).Fingerprint;

        Assert.Equal(same, Write("again", Sample()).Fingerprint);
        Assert.NotEqual(same, Write("weights", Sample(), weights: [9]).Fingerprint);
        Assert.NotEqual(
            same,
            Write(
                "vocabulary",
                Sample() with { Tokenizer = new("wordpiece_uncased", "vocab.txt", 6) },
                vocabulary: "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nblue\n").Fingerprint);
        Assert.NotEqual(same, Write("limit", Sample() with { Limits = new(8, 17) }).Fingerprint);
    }

    [Fact]
    public void Fingerprint_OtherNameOrMetrics_IsTheSame()
    {
        var (one, other) = (Write("a", Sample()), Write("b", Sample() with { Name = "other", Metrics = new Dictionary<string, double>(), Blend = new(2, 0) }));

        Assert.Equal((one.Fingerprint, one.QueryFingerprint), (other.Fingerprint, other.QueryFingerprint));
    }

    [Fact]
    public void Fingerprint_OtherQueryGraph_IsTheSameAndTheQueriesIsNot()
    {
        var (one, other) = (Write("a", Sample()), Write("b", Sample(), queryWeights: [9]));

        Assert.Equal(one.Fingerprint, other.Fingerprint);
        Assert.NotEqual(one.QueryFingerprint, other.QueryFingerprint);
        Assert.Matches("^[0-9a-f]{12}$", other.QueryFingerprint.Value);
    }

    [Fact]
    public void Fingerprint_QueryGraphOfItsOwnBesideOneForBoth_IsTheSame()
    {
        var both = Sample() with { Encoders = Sample().Encoders with { Query = "document.onnx" } };

        Assert.Equal(Write("a", both).Fingerprint, Write("b", Sample()).Fingerprint);
    }

    [Fact]
    public void QueryFingerprint_OtherDocumentGraphOrLimit_IsTheSame()
    {
        var same = Write("a", Sample()).QueryFingerprint;

        Assert.Equal(same, Write("weights", Sample(), weights: [9]).QueryFingerprint);
        Assert.Equal(same, Write("limit", Sample() with { Limits = new(8, 17) }).QueryFingerprint);
        Assert.NotEqual(same, Write("queries", Sample() with { Limits = new(9, 16) }).QueryFingerprint);
    }

    // It stands beside every vector that users have: where it changes, all of them are stale.
    [Fact]
    public void Fingerprint_PackagesThatShip_AreThoseOfTheirVectors()
    {
        Assert.Equal("c912808b9228", ModelPackage.Load(RepositoryFolder.PathOf("models", "twinbert-en-tiny")).Fingerprint.Value);
        Assert.Equal("789682363df7", ModelPackage.Load(RepositoryFolder.PathOf("models", "twinbert-en-base")).Fingerprint.Value);
    }

    [Fact]
    public void Load_NoWeightForTextAlone_IsTheOther()
    {
        var package = Write("a", Sample() with { Blend = new(1.5f, 0) { TextWeight = 4 } });
        Assert.Equal((1.5f, 4f), (package.Manifest.Blend.ModelWeight, package.Manifest.Blend.TextWeight));

        var manifest = Path.Combine(package.Folder, "manifest.json");
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        json["blend"]!.AsObject().Remove("text_weight");
        File.WriteAllText(manifest, json.ToJsonString());
        Assert.Equal(1.5f, ModelPackage.Load(package.Folder).Manifest.Blend.TextWeight);
    }

    [Fact]
    public void Load_SeveralMistakes_NamesThemAllInOneLine()
    {
        var package = Write("a", Sample());
        File.WriteAllText(Path.Combine(package.Folder, "manifest.json"), """
            { "format_version": 2, "name": "", "tokenizer": { "kind": "bytes", "vocabulary": "../vocab.txt", "vocabulary_size": 6 }, "limits": { "query_tokens": 2, "document_tokens": "many" },
              "encoders": { "query": "gone.onnx", "document": "gone.onnx", "weights": "int8", "layers": 1, "document_layers": 0 }, "embedding": { "dimensions": 0.5, "pooling": "sum", "quantisation": "max" },
              "crossing": ["dot"], "blend": { "model_weight": 1, "text_weight": 21, "typical_similarity": 3 }, "languages": [1], "provenance": [], "metrics": { "x": "y" }, "extra": 1 }
            """);

        var thrown = Assert.Throws<ModelPackageException>(() => ModelPackage.Load(package.Folder));

        string[] expected =
        [
            "format_version is not", "name is empty", "tokenizer.kind is 'bytes'", "tokenizer.vocabulary is '../vocab.txt'", "limits.query_tokens is "
                + "not", "limits.document_tokens is not a number",
            "gone.onnx is missing", "encoders.document_layers is not",
            "embedding.dimensions is not", "embedding.pooling is 'sum'", "crossing lists 'dot'", "blend.text_weight is not", "blend.typical_similarity is "
                + "not", "languages is not", "provenance is not an object",
            "metrics.x is not a number", "extra is not known",
        ];
        Assert.All(expected, part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
        Assert.Contains(package.Folder, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
        Assert.Equal(expected.Length, thrown.Errors.Count);
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "is not an object")]
    [InlineData("""{ "name": "a", "name": "b" }""", "is not JSON")]
    public void Load_ManifestThatIsNoObject_SaysSo(string json, string problem)
    {
        var package = Write("a", Sample());
        File.WriteAllText(Path.Combine(package.Folder, "manifest.json"), json);

        Assert.Contains(problem, Assert.Throws<ModelPackageException>(() => ModelPackage.Load(package.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFolder_SaysSo() =>
        Assert.Contains(
            "the folder does not exist",
            Assert.Throws<ModelPackageException>(() => ModelPackage.Load(Path.Combine(_root, "none"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Load_VocabularyOfAnotherSize_NamesBothSizes()
    {
        var thrown = Assert.Throws<ModelPackageException>(() => Write("a", Sample() with { Tokenizer = new("wordpiece_uncased", "vocab.txt", 7) }));

        Assert.Contains("vocab.txt has 6 tokens, and the manifest says 7", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_UnusablePackage_LeavesNothingBehind()
    {
        Assert.Throws<ModelPackageException>(() => Write("a", Sample() with { Crossing = [] }));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void Begin_TargetWithContent_IsRefusedUnlessReplaced()
    {
        var old = Write("a", Sample());

        Assert.Throws<IOException>(() => ModelPackageWriter.Begin(old.Folder, replace: false));
        Assert.NotEqual(old.Fingerprint, Write("a", Sample(), weights: [7], replace: true).Fingerprint);
        Assert.Single(Directory.EnumerateFileSystemEntries(_root));
    }

    private static ModelManifest Sample() => new()
    {
        Name = "sample",
        Tokenizer = new(TokenizerManifest.UncasedWordPiece, "vocab.txt", 6),
        Limits = new(8, 16),
        Encoders = new("query.onnx", "document.onnx", "fp32", 1),
        Embedding = new(8, Pooling.Mean, QuantisationMode.Max),
        Crossing = ["cosine"],
        Blend = new(1.5f, -0.25f),
        Languages = ["en"],
        Provenance = new("nobody", "Apache-2.0", "none"),
        Metrics = new Dictionary<string, double> { ["ndcg@10"] = 0.5 },
    };

    private ModelPackage Write(
        string name,
        ModelManifest manifest,
        byte[]? weights = null,
        byte[]? queryWeights = null,
        string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nred\n",
        bool replace = false)
    {
        using var writer = ModelPackageWriter.Begin(Path.Combine(_root, name), replace);
        File.WriteAllBytes(Path.Combine(writer.Folder, "query.onnx"), queryWeights ?? [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(writer.Folder, "document.onnx"), weights ?? [4, 5]);
        File.WriteAllText(Path.Combine(writer.Folder, "vocab.txt"), vocabulary);
        writer.WriteManifest(manifest);
        return writer.Complete();
    }
}
