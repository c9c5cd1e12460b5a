using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.Model.Crossing;
using TwinBert.Search.Cluster;
using TwinBert.TestKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Evaluating;

public sealed class RankingEvaluatorTests(RealEngines engines)
{
    // Computed independently on Elasticsearch 8.19.8; the other engines use the same formula and analyser.
    private const double CatalogueBm25 = 0.6321;

    [Theory]
    [InlineData(EngineKind.Elasticsearch8)]
    [InlineData(EngineKind.Elasticsearch9)]
    [InlineData(EngineKind.OpenSearch2)]
    public async Task RunAsync_CatalogueOnRealEngine_GivesTheKnownBm25AndLeavesNothing(EngineKind kind)
    {
        var token = TestContext.Current.CancellationToken;
        using var cluster = new TransportClusterCalls(new TransportOptions(await engines.GetAsync(kind)));
        var encoder = new HashEncoder(64);
        var index = $"evaluating-{Environment.ProcessId}-{kind}".ToLowerInvariant();
        var dataset = BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue"));
        CandidateSet candidates;
        await using (var source = await EngineCandidateSource.IndexAsync(cluster, index, dataset.ReadCorpus(), keep: false, new Progress<int>(), token))
        {
            candidates = await CandidateSet.FindAsync(dataset, source, null, new Progress<int>(), token);
        }

        var request = new EvaluationRequest(
            candidates, [new ModelContender(new EvaluationModel("hash", encoder, encoder, [new("hash", new CosineCrossing(64), 0.2f)]))]);
        var report = await new RankingEvaluator(request, new Progress<EvaluationProgress>()).RunAsync(token);

        Assert.Equal(CatalogueBm25, report.Bm25.Top100.Metrics.MeanNdcg, 0.0005);
        Assert.Equal(59, report.Candidates.Queries.Count);
        var blend = report.First(RowKind.Blend)!;
        Assert.InRange(blend.Judged.Metrics.MeanNdcg, blend.Top100.Metrics.MeanNdcg, 1);
        var gone = await cluster.SendAsync(new(HttpMethod.Get, "/" + index), token);
        Assert.Equal(404, gone.Status);
    }
}
