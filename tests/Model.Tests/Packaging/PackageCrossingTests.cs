using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tests.Crossing;
using Xunit;

namespace TwinBert.Model.Tests.Packaging;

public sealed class PackageCrossingTests : IDisposable
{
    private const int Dimensions = 8;
    private const int Inner = 5;
    private const int Units = 3;

    private readonly string _root = Directory.CreateTempSubdirectory("twinbert").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Load_AllHeads_GivesEachInTheManifestsOrder()
    {
        var residual = RandomHeads.Residual(new(1), Dimensions, Inner, Combiner.Concatenate, hasPrior: true);
        var queryNet = RandomHeads.QueryNet(new(2), Dimensions, Units, hasPrior: true);

        var package = Write(
            [.. Tensors(residual), .. Tensors(queryNet), ("cosine.scale", [1], [5f]), ("cosine.bias", [1], [0f])],
            "querynet",
            "residual",
            "cosine");

        Assert.Equal(["querynet", "residual", "cosine"], package.Crossings.Keys);
        Assert.Equal(["querynet", "residual", "cosine"], package.Crossings.Values.Select(layer => layer.Name));
        Assert.Same(package.Crossings["querynet"], package.Crossing);
        var (query, document) = (RandomHeads.Floats(new(3), Dimensions), RandomHeads.Bytes(new(4), Dimensions));
        Assert.Equal(PlainHeads.Residual(residual, query, document), Cross(package.Crossings["residual"], query, document), 1e-5);
        Assert.Equal(PlainHeads.QueryNet(queryNet, query, document), Cross(package.Crossings["querynet"], query, document), 1e-5);
    }

    [Fact]
    public void Load_MaxWithoutPrior_IsToldByTheShapes()
    {
        var package = Write(Tensors(RandomHeads.Residual(new(1), Dimensions, Inner, Combiner.Max, hasPrior: false)), "residual");

        var residual = Assert.IsType<ResidualCrossing>(package.Crossing);
        Assert.Equal((Combiner.Max, Inner, false), (residual.Combiner, residual.InnerSize, residual.HasPrior));
    }

    [Fact]
    public void Fingerprint_OtherCrossing_IsTheSame() =>
        Assert.Equal(
            Write(null, "cosine").Fingerprint,
            Write(Tensors(RandomHeads.Residual(new(1), Dimensions, Inner, Combiner.Max, hasPrior: false)), "residual", "cosine").Fingerprint);

    [Fact]
    public void Load_SeveralWrongTensors_NamesThemAll()
    {
        var tensors = Tensors(
            RandomHeads.Residual(new(1), Dimensions, Inner, Combiner.Max, hasPrior: true)).Concat(
                Tensors(RandomHeads.QueryNet(new(2), Dimensions, Units, hasPrior: false)))
            .Where(tensor => tensor.Name is not "residual.output.bias" and not "residual.prior.bias" and not "querynet.offsets.bias")
            .Select(tensor => tensor.Name == "residual.inner1.weight" ? (tensor.Name, [Dimensions, Inner], tensor.Values) : tensor)
            .Append(("residual.prior.bais", [1L], [0f]));

        var thrown = Assert.Throws<ModelPackageException>(() => Write([.. tensors], "residual", "querynet"));

        string[] expected =
        [
            "has no tensor 'residual.output.bias'", "has no tensor 'residual.prior.bias'", "has no tensor 'querynet.offsets.bias'",
            "has the shape [8, 5], and [5, 8] is expected", "a tensor 'residual.prior.bais', which no crossing layer takes",
        ];
        Assert.All(expected, part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
        Assert.Equal(expected.Length, thrown.Errors.Count);
    }

    [Fact]
    public void Load_JoinedVectorOfNeitherLength_NamesBoth()
    {
        var thrown = Assert.Throws<ModelPackageException>(
            () => Write(Tensors(RandomHeads.Residual(new(1), 6, Inner, Combiner.Max, hasPrior: false)), "residual"));

        Assert.Contains("'residual.inner2.bias' has the shape [6], and [8] or [16] is expected", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LearnedHeadWithoutFile_SaysWhatNeedsIt() =>
        Assert.Contains(
            "crossing.safetensors is missing, and residual needs its weights",
            Assert.Throws<ModelPackageException>(() => Write(null, "cosine", "residual")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Load_ValueThatIsNotFinite_NamesTheTensor()
    {
        var weights = RandomHeads.Residual(new(1), Dimensions, Inner, Combiner.Max, hasPrior: false) with { OutputBias = float.NaN };

        Assert.Contains(
            "'residual.output.bias'",
            Assert.Throws<ModelPackageException>(() => Write(Tensors(weights), "residual")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(200)]
    [InlineData(-5)]
    public void Load_FileThatIsCutOff_SaysSo(int length)
    {
        var package = Write(Tensors(RandomHeads.Residual(new(1), Dimensions, Inner, Combiner.Max, hasPrior: false)), "residual");
        var file = Path.Combine(package.Folder, "crossing.safetensors");
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(length < 0 ? bytes.Length + length : length)]);

        var thrown = Assert.Throws<ModelPackageException>(() => ModelPackage.Load(package.Folder));

        Assert.Contains("crossing.safetensors: ", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Load_NamesThatAreNoneOrTwice_NamesThem()
    {
        var thrown = Assert.Throws<ModelPackageException>(() => Write(null, "cosine", "dot", "cosine"));

        Assert.Contains("crossing lists 'dot', not one of: cosine, residual, querynet", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("crossing lists 'cosine' more than once", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TypicalSimilarity_MeasuredByCrossing_IsTheLayersOwn()
    {
        var tensors = Tensors(RandomHeads.Residual(new(1), Dimensions, Inner, Combiner.Max, hasPrior: false));
        var package = Write(
            tensors,
            Manifest("cosine", "residual") with { Blend = new(1, 0.25f) { TypicalByCrossing = new Dictionary<string, float> { ["residual"] = -0.5f } } });

        Assert.Equal((0.25f, 0.25f, -0.5f), (package.TypicalSimilarity, package.TypicalSimilarityOf("cosine"), package.TypicalSimilarityOf("residual")));
    }

    [Fact]
    public void Load_TypicalSimilarityOfALayerThatIsNotListed_IsRefused()
    {
        var manifest = Manifest("cosine") with { Blend = new(1, 0) { TypicalByCrossing = new Dictionary<string, float> { ["residual"] = -2 } } };

        var thrown = Assert.Throws<ModelPackageException>(() => Write(null, manifest));

        Assert.Contains("typical_by_crossing has 'residual', which crossing does not list", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("typical_by_crossing.residual is not between -1 and 1", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LetterTrigrams_NeedsNoVocabulary()
    {
        var package = Write(null, Manifest("cosine") with { Tokenizer = new("tri_letter", null, 49285), Limits = new(12, 12) });

        Assert.Equal((20, 49285), (package.Tokenizer.Width, package.Tokenizer.VocabularySize));
        Assert.DoesNotContain("\"vocabulary\"", File.ReadAllText(Path.Combine(package.Folder, "manifest.json")), StringComparison.Ordinal);
        Assert.NotEqual(
            package.Fingerprint,
            Write(null, Manifest("cosine") with { Tokenizer = new("tri_letter", null, 49285), Limits = new(8, 12) }).Fingerprint);
    }

    [Fact]
    public void Load_LetterTrigramsOutOfRange_NamesTheRanges()
    {
        var thrown = Assert.Throws<ModelPackageException>(
            () => Write(null, Manifest("cosine") with { Tokenizer = new("tri_letter", "vocab.txt", 49284), Limits = new(0, 13) }));

        string[] expected =
        [
            "tokenizer.vocabulary is not known",
            "vocabulary_size is not a whole number from 49285",
            "query_tokens is not a whole number from 1 to 12",
            "document_tokens is not",
        ];
        Assert.All(expected, part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
    }

    private static List<(string Name, long[] Shape, float[] Values)> Tensors(ResidualWeights weights)
    {
        var (inner, joined) = (weights.Inner1Bias.Length, weights.Inner2Bias.Length);
        return
        [
            ("residual.inner1.weight", [inner, joined], weights.Inner1Weight.ToArray()), ("residual.inner1.bias", [inner], weights.Inner1Bias.ToArray()),
            ("residual.inner2.weight", [joined, inner], weights.Inner2Weight.ToArray()), ("residual.inner2.bias", [joined], weights.Inner2Bias.ToArray()),
            ("residual.output.weight", [1, joined], weights.OutputWeight.ToArray()), ("residual.output.bias", [1], [weights.OutputBias]),
            .. Prior("residual", weights.Prior),
        ];
    }

    private static List<(string Name, long[] Shape, float[] Values)> Tensors(QueryNetWeights weights) =>
    [
        (
            "querynet.units.weight",
            [Units * Dimensions, Dimensions],
            weights.UnitsWeight.ToArray()), ("querynet.units.bias", [Units * Dimensions], weights.UnitsBias.ToArray()),
        ("querynet.offsets.weight", [Units, Dimensions], weights.OffsetsWeight.ToArray()), ("querynet.offsets.bias", [Units], weights.OffsetsBias.ToArray()),
        ("querynet.gates.weight", [Units, Dimensions], weights.GatesWeight.ToArray()), ("querynet.gates.bias", [Units], weights.GatesBias.ToArray()),
        ("querynet.base.weight", [1, Dimensions], weights.BaseWeight.ToArray()), ("querynet.base.bias", [1], [weights.BaseBias]),
        .. Prior("querynet", weights.Prior),
    ];

    private static List<(string Name, long[] Shape, float[] Values)> Prior(string head, SimilarityPrior? prior) =>
        prior is { } p ? [($"{head}.prior.scale", [1], [p.Scale]), ($"{head}.prior.bias", [1], [p.Bias])] : [];

    private static float Cross(ICrossingLayer layer, float[] query, sbyte[] document)
    {
        var similarities = new float[1];
        layer.Cross(new(query), [new DocumentEmbedding(document)], similarities);
        return similarities[0];
    }

    private static ModelManifest Manifest(params string[] crossing) => new()
    {
        Name = "sample",
        Tokenizer = new(TokenizerManifest.UncasedWordPiece, "vocab.txt", 5),
        Limits = new(8, 16),
        Encoders = new("encoder.onnx", "encoder.onnx", "fp32", 1),
        Embedding = new(Dimensions, Pooling.Mean, QuantisationMode.Unit),
        Crossing = crossing,
        Blend = new(1, 0),
        Languages = ["en"],
        Provenance = new("nobody", "Apache-2.0", "none"),
    };

    private ModelPackage Write(IReadOnlyList<(string Name, long[] Shape, float[] Values)>? tensors, params string[] crossing) =>
        Write(tensors, Manifest(crossing));

    private ModelPackage Write(IReadOnlyList<(string Name, long[] Shape, float[] Values)>? tensors, ModelManifest manifest)
    {
        using var writer = ModelPackageWriter.Begin(Path.Combine(_root, "sample"), replace: true);
        File.WriteAllBytes(Path.Combine(writer.Folder, "encoder.onnx"), [1, 2, 3]);
        File.WriteAllText(Path.Combine(writer.Folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n");
        if (tensors is not null)
        {
            writer.WriteCrossing(tensors);
        }

        writer.WriteManifest(manifest);
        return writer.Complete();
    }
}
