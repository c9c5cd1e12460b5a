using System.Text;
using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Live;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.IngestPipeline;
using TwinBert.Model.Crossing;
using TwinBert.Protocol;
using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Evaluating;

public sealed class LiveSearchTests(RealEngines engines)
{
    // Computed independently on Elasticsearch 8.19.8; the other engines use the same formula and analyser.
    private const double CatalogueBm25 = 0.6321;

    private const string Body = """{"query":{"multi_match":{"query":"{{query}}","type":"most_fields","fields":["title","text"]}},"size":10}""";

    private static readonly string[] Fields = ["title", "text"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EngineKind.Elasticsearch8)]
    [InlineData(EngineKind.Elasticsearch9)]
    [InlineData(EngineKind.OpenSearch2)]
    public async Task FindAsync_CatalogueOnRealEngine_SidecarServesWhatTheModelPromises(EngineKind kind)
    {
        var engine = await engines.GetAsync(kind);
        using var direct = new TransportClusterCalls(new TransportOptions(engine));
        var index = $"live-{Environment.ProcessId}-{kind}".ToLowerInvariant();
        var settings = HashingSidecar.Settings(engine, new() { [index] = new() { TextFields = Fields } }, typicalSimilarity: 0.2f, dimensions: 64);
        await using var sidecar = await SidecarHost.StartAsync(settings, Token);
        using var through = new TransportClusterCalls(new TransportOptions(sidecar.Url));
        var dataset = BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue"));
        try
        {
            await LoadAsync(direct, through, index, dataset);

            var promised = await EvaluateAsync(direct, index, dataset, [Model()], null);
            var served = new ServedRankings();
            var seen = await EvaluateAsync(through, index, dataset, [served, Model()], served);

            Assert.Equal(CatalogueBm25, promised.Bm25.Top100.Metrics.MeanNdcg, 0.0005);
            Assert.Equal(promised.Bm25.Top100.Metrics.Ndcg, seen.Bm25.Top100.Metrics.Ndcg);
            Assert.Equal(59, served.Verdicts.Count);
            Assert.All(served.Verdicts, verdict => Assert.Equal(RerankStatus.Reranked, verdict.Status));
            var row = seen.First(RowKind.Served)!.Top100;
            Assert.Equal(promised.First(RowKind.Blend)!.Top100.Metrics.Ndcg, row.Metrics.Ndcg);
            Assert.True(row.AgainstBm25!.Interval.Low <= row.AgainstBm25.MeanDifference && row.AgainstBm25.MeanDifference <= row.AgainstBm25.Interval.High);
            await AssertExportAsync(direct, index, dataset);
        }
        finally
        {
            await direct.SendAsync(new(HttpMethod.Delete, "/" + index), CancellationToken.None);
        }
    }

    private static ModelContender Model()
    {
        var encoder = new HashEncoder(64);
        return new(new EvaluationModel("hash", encoder, encoder, [new("hash", new CosineCrossing(64), 0.2f)]) { TextFields = Fields });
    }

    private static async Task<EvaluationReport> EvaluateAsync(
        IClusterCalls calls, string index, BeirDataset dataset, IReadOnlyList<IContender> contenders, ServedRankings? served)
    {
        var search = new LiveSearch(calls, index, QueryTemplate.Parse("template", Body)) { Served = served };
        var documents = new LiveIndex(calls, index, new DocumentTextSelector(Fields).SourceFilter);
        var candidates = await CandidateSet.FindAsync(dataset, documents, search, null, new Progress<int>(), Token);
        return await new RankingEvaluator(new(candidates, contenders), new Progress<EvaluationProgress>()).RunAsync(Token);
    }

    private static async Task AssertExportAsync(TransportClusterCalls calls, string index, BeirDataset dataset)
    {
        var (identity, _) = await ClusterIdentity.AskAsync(calls, Token);
        using var output = new MemoryStream();
        var export = new IndexExport(calls, identity!);
        Assert.Equal((352, 0), await export.WriteAsync(index, output, new Progress<int>(), Token));
        Assert.Equal(352, await export.CountAsync(index, Token));
        output.Position = 0;
        var exported = BeirCorpus.Read(new("corpus.jsonl", () => output)).ToDictionary(document => document.Id);
        foreach (var document in dataset.ReadCorpus())
        {
            var copy = exported[document.Id];
            Assert.Equal((document.Title, document.Text), (copy.Title, copy.Text));
            var (before, after) = (JsonElement.Parse(document.Json.Span), JsonElement.Parse(copy.Json.Span).GetProperty("metadata"));
            Assert.True(JsonElement.DeepEquals(before.GetProperty("metadata"), after.GetProperty("metadata")));
            Assert.False(after.TryGetProperty("twinbert", out _));
        }
    }

    // Half of the documents of two shards would have other scores: one shard.
    private static async Task LoadAsync(TransportClusterCalls direct, TransportClusterCalls through, string index, BeirDataset dataset)
    {
        var settings = """
            {"settings":{"index":{"number_of_shards":1,"number_of_replicas":0}},
            "mappings":{"properties":{"title":{"type":"text","analyzer":"english"},"text":{"type":"text","analyzer":"english"},"metadata":{"enabled":false}}}}
            """u8.ToArray();
        Assert.True((await direct.SendAsync(new(HttpMethod.Put, "/" + index, settings), Token)).IsSuccess);
        var body = new BulkBody(1 << 20);
        foreach (var document in dataset.ReadCorpus())
        {
            body.Add(new(BulkVerb.Index) { Id = document.Id }, document, (source, buffer) =>
            {
                using var json = new Utf8JsonWriter(buffer);
                json.WriteStartObject();
                foreach (var member in JsonElement.Parse(source.Json.Span).EnumerateObject().Where(member => member.Name != "_id"))
                {
                    member.WriteTo(json);
                }

                json.WriteEndObject();
            });
        }

        var answer = await through.SendAsync(body.ToCall(index), Token);
        Assert.True(answer.IsSuccess, Encoding.UTF8.GetString(answer.Body.Span));
        Assert.True((await direct.SendAsync(new(HttpMethod.Post, $"/{index}/_refresh"), Token)).IsSuccess);
    }
}
