using TwinBert.DevNode.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.Model.Crossing;
using TwinBert.Search.Cluster;
using TwinBert.TestKit;
using TwinBert.TestKit.Datasets;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Evaluation.Tests.Runs;

public sealed class RankingEvaluatorTests : IAsyncLifetime
{
    private const string Index = "evaluated";

    // For "torch", BM25 prefers the short document that only mentions it. The text that the model reads has the brand, which BM25 does not see.
    private const string Corpus = """
        {"_id":"near","title":"Torch holster","text":"For a torch.","metadata":{"brand":"Other"}}
        {"_id":"wanted","title":"Bright light","text":"A torch for the fuse box in the cellar, with a long and steady beam.","metadata":{"brand":"torch torch"}}
        {"_id":"unmatched","title":"Lantern","text":"Shines all round.","metadata":{"brand":"torch"}}
        {"_id":"unjudged","title":"Torch","text":"Torch torch.","metadata":{"brand":"None"}}
        """;

    private const string Queries = """{"_id":"1","text":"torch"}""";
    private const string Judgements = "query-id\tcorpus-id\tscore\n1\twanted\t3\n1\tnear\t0\n1\tunmatched\t1\n";

    private DevNodeHost? _node;
    private TransportClusterCalls? _cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await DevNodeHost.StartAsync(new DevNodeOptions(), Token);
        _cluster = new TransportClusterCalls(new TransportOptions(_node.Url));
    }

    public async ValueTask DisposeAsync()
    {
        _cluster!.Dispose();
        await _node!.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_TinyDataset_ScoresTheThreeOrders()
    {
        using var folder = new TemporaryDataset(Corpus, Queries, Judgements);
        var report = await RunAsync(folder, field: "metadata.brand");

        Assert.Single(report.Candidates.Queries);

        // Judged: near, wanted, unmatched by BM25; wanted and unmatched are equally similar, near is not, and ties keep BM25's order.
        var ideal = 3 + (1 / Math.Log2(3));
        Assert.Equal(((3 / Math.Log2(3)) + (1 / Math.Log2(4))) / ideal, Judged(report, RowKind.Bm25).MeanNdcg, 9);
        Assert.Equal(0.5, Judged(report, RowKind.Bm25).MeanReciprocalRank);
        Assert.Equal(1, Judged(report, RowKind.Alone).MeanNdcg, 9);
        Assert.Equal(1, Judged(report, RowKind.Alone).MeanReciprocalRank);

        // Top 100: unjudged, near, wanted by BM25; the unmatched document is not found, so no order reaches 1.
        Assert.Equal(3 / Math.Log2(4) / ideal, Top(report, RowKind.Bm25).MeanNdcg, 9);
        Assert.Equal(3 / ideal, Top(report, RowKind.Alone).MeanNdcg, 9);
        Assert.Equal(0.5, report.Recall);
    }

    [Fact]
    public async Task RunAsync_WeightOfZero_BlendsToTheEnginesOrder()
    {
        using var folder = new TemporaryDataset(Corpus, Queries, Judgements);
        var report = await RunAsync(folder, weight: 0);

        Assert.Equal(Judged(report, RowKind.Bm25).Ndcg, Judged(report, RowKind.Blend).Ndcg);
        Assert.Equal(Top(report, RowKind.Bm25).Ndcg, Top(report, RowKind.Blend).Ndcg);
    }

    [Fact]
    public async Task RunAsync_HighWeight_BlendsToTheModelsOrderOfWhatMatches()
    {
        using var folder = new TemporaryDataset(Corpus, Queries, Judgements);
        var report = await RunAsync(folder, weight: 20, field: "metadata.brand");

        Assert.Equal(Top(report, RowKind.Alone).Ndcg, Top(report, RowKind.Blend).Ndcg);
    }

    [Fact]
    public async Task RunAsync_CatalogueOnEmbeddedNode_GivesTheRealEnginesBm25()
    {
        var report = await RunAsync(BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue")));

        // The same number as the tests on real engines expect.
        Assert.Equal(0.6321, Top(report, RowKind.Bm25).MeanNdcg, 0.0005);
    }

    [Fact]
    public async Task RunAsync_Limit_EvaluatesTheFirstQueries()
    {
        var report = await RunAsync(BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue")), limit: 3);

        Assert.Equal(3, report.Candidates.Queries.Count);
        Assert.Equal(3, Judged(report, RowKind.Alone).Ndcg.Count);
    }

    [Theory]
    [InlineData(false, 404)]
    [InlineData(true, 200)]
    public async Task RunAsync_AtTheEnd_DeletesItsIndexUnlessKept(bool keep, int expected)
    {
        using var folder = new TemporaryDataset(Corpus, Queries, Judgements);
        await RunAsync(folder, keep: keep);

        Assert.Equal(expected, (await _cluster!.SendAsync(new(HttpMethod.Get, "/" + Index), Token)).Status);
    }

    [Fact]
    public async Task RunAsync_MalformedDocument_DeletesItsIndexAndSaysWhere()
    {
        using var folder = new TemporaryDataset(Corpus + "\nnot json", Queries, Judgements);
        var error = await Assert.ThrowsAsync<DatasetException>(() => RunAsync(folder));

        Assert.Contains("corpus.jsonl line 5: not valid JSON", error.Message, StringComparison.Ordinal);
        Assert.Equal(404, (await _cluster!.SendAsync(new(HttpMethod.Get, "/" + Index), Token)).Status);
    }

    [Fact]
    public async Task RunAsync_IndexThatExists_FailsAndLeavesItAlone()
    {
        using var folder = new TemporaryDataset(Corpus, Queries, Judgements);
        await _cluster!.SendAsync(new(HttpMethod.Put, "/" + Index), Token);
        var error = await Assert.ThrowsAsync<EvaluationException>(() => RunAsync(folder));

        Assert.Contains("PUT /evaluated failed", error.Message, StringComparison.Ordinal);
        Assert.Equal(200, (await _cluster.SendAsync(new(HttpMethod.Get, "/" + Index), Token)).Status);
    }

    [Fact]
    public async Task RunAsync_NothingThere_SaysWhatCannotBeReached()
    {
        using var folder = new TemporaryDataset(Corpus, Queries, Judgements);
        using var nobody = new TransportClusterCalls(new TransportOptions(new Uri("http://127.0.0.1:9")));
        var error = await Assert.ThrowsAsync<EvaluationException>(() => RunAsync(folder, cluster: nobody));

        Assert.Contains("http://127.0.0.1:9", error.Message, StringComparison.Ordinal);
    }

    private static RankerMetrics Judged(EvaluationReport report, RowKind kind) => report.First(kind)!.Judged.Metrics;

    private static RankerMetrics Top(EvaluationReport report, RowKind kind) => report.First(kind)!.Top100.Metrics;

    private async Task<EvaluationReport> RunAsync(
        BeirDataset dataset, double weight = 1, string field = "title", int? limit = null, bool keep = false, IClusterCalls? cluster = null)
    {
        await using var source = await EngineCandidateSource.IndexAsync(cluster ?? _cluster!, Index, dataset.ReadCorpus(), keep, new Progress<int>(), Token);
        var candidates = await CandidateSet.FindAsync(dataset, source, limit, new Progress<int>(), Token);
        var encoder = new HashEncoder(64);
        var model = new EvaluationModel("hash", encoder, encoder, [new("hash", new CosineCrossing(64), 0.2f)]) { TextFields = [field] };
        var request = new EvaluationRequest(candidates, [new ModelContender(model)]) { ModelWeight = weight };
        return await new RankingEvaluator(request, new Progress<EvaluationProgress>()).RunAsync(Token);
    }

    private Task<EvaluationReport> RunAsync(
        TemporaryDataset folder,
        double weight = 1,
        string field = "title",
        bool keep = false,
        IClusterCalls? cluster = null) =>
        RunAsync(BeirDataset.Open(folder.Folder), weight, field, null, keep, cluster);
}
