using System.Numerics.Tensors;
using TwinBert.Export.Bert;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.TestKit.Models;
using TwinBert.Training.Files;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Packages;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Heads;
using TwinBert.Training.Tests.Torch;
using TwinBert.Training.Weights;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Packages;

public sealed class RunPackageTests : IDisposable
{
    private const int Dimensions = 24;
    private static readonly string[] Texts = [.. Enumerable.Range(0, 20).Select(
        i => string.Join(' ', TinyModel.Vocabulary.Skip(5 + (i % 16)).Take(1 + (i % 5))))];
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-student").FullName;

    private RunFolder Run => new(Path.Combine(_root, "run"));

    [TorchTheory]
    [InlineData((int)TowerSharing.Everything)]
    [InlineData((int)TowerSharing.Trunk)]
    public async Task WriteAsync_FullPrecision_EncodesAsTheTowersDo(int sharing)
    {
        using var twin = Write((TowerSharing)sharing);
        var package = await Package().WriteAsync(Path.Combine(_root, "package"), replace: false, TestContext.Current.CancellationToken);

        using var model = OnnxModel.Load(package, new());
        foreach (var text in Texts)
        {
            var ids = package.Tokenizer.Encode(text, 16).Ids;
            var query = await model.QueryEncoder.EncodeAsync(text, TestContext.Current.CancellationToken);
            Assert.InRange(TensorPrimitives.CosineSimilarity(Embed(twin.Query, ids), query.Values.Span), 0.999f, 1.00001f);
            var document = (await model.DocumentEncoder.EncodeAsync([text], TestContext.Current.CancellationToken))[0];
            var expected = new EmbeddingQuantizer(QuantisationMode.Unit).Quantize(Embed(twin.Document, ids));
            Assert.All(document.Values.ToArray(), (value, i) => Assert.InRange(value, expected.Values.Span[i] - 1, expected.Values.Span[i] + 1));
        }
    }

    [TorchFact]
    public async Task WriteAsync_Quantised_EncodesNearlyAsTheTowersDo()
    {
        using var twin = Write(TowerSharing.Everything);
        var package = await (Package() with { Precision = EncoderPrecision.Quantised }).WriteAsync(
            Path.Combine(_root, "package"),
            replace: false,
            TestContext.Current.CancellationToken);

        using var model = OnnxModel.Load(package, new());
        var cosines = new List<float>();
        foreach (var text in Texts)
        {
            var query = await model.QueryEncoder.EncodeAsync(text, TestContext.Current.CancellationToken);
            cosines.Add(TensorPrimitives.CosineSimilarity(Embed(twin.Query, package.Tokenizer.Encode(text, 16).Ids), query.Values.Span));
        }

        Assert.InRange(cosines.Average(), 0.99f, 1.00001f);
    }

    [TorchFact]
    public async Task WriteAsync_HeadsOfOtherRuns_CrossAsTheyDidInTraining()
    {
        using var scope = NewDisposeScope();
        using var twin = Write(TowerSharing.Everything);
        using var residual = new RandomHead(new(HeadKind.Residual, Dimensions) { InnerSize = 7 });
        using var queryNet = new RandomHead(new(HeadKind.QueryNet, Dimensions) { Units = 3 });
        string[] heads = [WriteHead("residual", residual), WriteHead("querynet", queryNet)];

        var package = await (Package() with { Heads = heads }).WriteAsync(
            Path.Combine(_root, "package"),
            replace: false,
            TestContext.Current.CancellationToken);

        Assert.Equal(["cosine", "residual", "querynet"], package.Manifest.Crossing);
        var query = RandomHead.Embeddings(1, Dimensions, false, 2);
        var documents = RandomHead.Embeddings(5, Dimensions, true, 3);
        var stored = (documents * 127)
            .round()
            .data<float>()
            .Chunk(Dimensions)
            .Select(row => new DocumentEmbedding(row.Select(x => (sbyte)x).ToArray()))
            .ToArray();
        Assert.All([residual, queryNet], trained =>
        {
            var similarities = new float[5];
            package.Crossings[trained.Head.Name].Cross(new(query.data<float>().ToArray()), stored, similarities);
            var expected = trained.Head.Similarities(query, documents);
            Assert.All(similarities, (s, i) => Assert.Equal(expected[0, i].item<float>(), s, 1e-4f));
        });
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static float[] Embed(Tower tower, ReadOnlyMemory<int> text)
    {
        using var scope = NewDisposeScope();
        using var batch = TokenBatch.Of([text]);
        return tower.Forward(batch).data<float>().ToArray();
    }

    private RunPackage Package() => new() { Run = Run.Path, Precision = EncoderPrecision.Full, QueryTokens = 16, DocumentTokens = 32 };

    private TwinEncoder Write(TowerSharing sharing)
    {
        var config = TinyModel.Config;
        var twin = new TwinEncoder(new(new(TrunkShape.Of(config), Pooling.Weighted, Dimensions), sharing), 1);
        PretrainedWeights.Load(twin.Parameters, new Everything(new RandomWeights(), twin.Parameters));
        _ = CrossingHead.Of(twin.Parameters, new(HeadKind.Cosine, Dimensions));
        Directory.CreateDirectory(Run.Path);
        ParameterFile.Write(Run.BestWeights, twin.Parameters);
        File.WriteAllText(Run.Vocabulary, string.Join('\n', TinyModel.Vocabulary) + "\n");
        WriteRecord(Run, twin.Shape);
        return twin;
    }

    private string WriteHead(string name, RandomHead head)
    {
        var run = new RunFolder(Path.Combine(_root, name));
        Directory.CreateDirectory(run.Path);
        HeadWeights.Write(run.LastWeights, head.Parameters);
        WriteRecord(run, null);
        return run.Path;
    }

    private static void WriteRecord(RunFolder run, TwinShape? model) => RunFile.WriteJson(run.ConfigFile, new RunRecord
    {
        Command = "distill", Options = new Dictionary<string, string>(), Model = model, Machine = RunMachine.Current(1), Version = "1",
        Started = DateTimeOffset.UnixEpoch,
    });

    /// <summary>Made-up weights for all of a model.</summary>
    private sealed class Everything(RandomWeights weights, ParameterSet parameters) : IWeightSource
    {
        public IReadOnlyCollection<string> Names => [.. parameters.All.Keys];

        public float[] Read(string name, params ReadOnlySpan<long> shape) => weights.Read(name, shape);
    }
}
