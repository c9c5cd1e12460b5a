using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TwinBert.Backfill.Running;
using TwinBert.IngestPipeline;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>A backfill that stays: what others write round the sidecar gets its embedding, in new indices too.</summary>
public sealed class FollowTests(RealEngines engines)
{
    private static readonly string Model = HashEncoder.TestFingerprint.Value;

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_TenChangesOfALargerIndex_ReadsThoseAndNoOthers(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Enumerable.Range(0, 1_000).Select(i => $$"""{"title":"shoe number {{i}}"}"""));
        var calls = new CountingCalls(index.Calls);
        using var bench = new BackfillBench(index) { Between = _ => calls };
        await using var follow = new Following(bench);
        await follow.UntilAsync(FollowNewsKind.Following, index.Name);
        calls.Read = 0;

        for (var id = 0; id < 6; id++)
        {
            await index.SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"_update/{id}"), """{"doc":{"title":"quite another"}}""");
        }

        await index.SendAsync(HttpMethod.Post, "_update/6", """{"script":{"source":"ctx._source.title = 'scripted'"}}""");
        await index.SendAsync(HttpMethod.Put, "_doc/new", """{"title":"a new one"}""");
        await index.SendAsync(HttpMethod.Put, "_doc/7", """{"price":1}""");
        await index.SendAsync(HttpMethod.Delete, "_doc/8");

        var changed = Enumerable.Range(0, 6).Select(id => (Id: id.ToString(CultureInfo.InvariantCulture), Text: "quite another"));
        foreach (var (id, text) in changed.Append(("6", "scripted")).Append(("new", "a new one")))
        {
            await Following.UntilAsync(async () => (await index.SourceAsync(id)).Contains(TextHash.Of(text), StringComparison.Ordinal));
        }

        var report = await follow.StopAsync();
        Assert.True(report.IsInterrupted);
        Assert.Equal("""{"price":1}""", await index.SourceAsync("7"));
        Assert.Equal(1_000, await index.CountAsync());
        Assert.Equal(999, await index.EmbeddedAsync(Model));

        // Each change that needs an embedding, and at most once more what the run then wrote itself.
        Assert.InRange(calls.Read, 8, 20);
        Assert.Equal(1_008, Assert.Single(report.Indices).Counters.Embedded);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_AliasRolledOver_FindsTheNewIndex(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, body: null);
        var (first, second, alias) = (index.Name + "-000001", index.Name + "-000002", index.Name + "-all");
        try
        {
            await index.SendAsync(HttpMethod.Put, "/" + first, $$$$"""{"aliases":{"{{{{alias}}}}":{"is_write_index":true}}}""");
            await index.SendAsync(HttpMethod.Post, $"/{alias}/_doc?refresh=true", """{"title":"before the rollover"}""");
            using var bench = new BackfillBench(index);
            await using var follow = new Following(bench, alias);
            await follow.UntilAsync(FollowNewsKind.Following, first);

            await index.SendAsync(HttpMethod.Post, $"/{alias}/_rollover");
            await index.SendAsync(HttpMethod.Post, $"/{alias}/_doc", """{"title":"after the rollover"}""");

            await follow.UntilAsync(FollowNewsKind.Following, second);
            await index.SendAsync(HttpMethod.Post, $"/{alias}/_doc", """{"title":"some time after"}""");
            await Following.UntilAsync(async () => await EmbeddedAsync(index, second) == 2);
            Assert.Equal(1, await EmbeddedAsync(index, first));
            await follow.StopAsync();
        }
        finally
        {
            await index.RemoveAsync("/" + first);
            await index.RemoveAsync("/" + second);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_NewIndexOfAPattern_IsFoundAndFollowed(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, body: null);
        var (first, second) = (index.Name + "-2029", index.Name + "-2030");
        try
        {
            await index.SendAsync(HttpMethod.Post, $"/{first}/_doc?refresh=true", """{"title":"last year's"}""");
            using var bench = new BackfillBench(index);
            await using var follow = new Following(bench, index.Name + "-*");
            await follow.UntilAsync(FollowNewsKind.Following, first);

            await index.SendAsync(HttpMethod.Post, $"/{second}/_doc", """{"title":"this year's"}""");

            await follow.UntilAsync(FollowNewsKind.Following, second);
            await index.SendAsync(HttpMethod.Post, $"/{second}/_doc", """{"title":"some time after"}""");
            await Following.UntilAsync(async () => await EmbeddedAsync(index, second) == 2);
            await follow.StopAsync();
        }
        finally
        {
            await index.RemoveAsync("/" + first);
            await index.RemoveAsync("/" + second);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_DataStreamRolledOver_FindsTheNewBackingIndex(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, body: null);
        var stream = index.Name + "-stream";
        await index.SendAsync(HttpMethod.Put, $"/_index_template/{stream}", $$$"""{"index_patterns":["{{{stream}}}"],"data_stream":{},"priority":900}""");
        try
        {
            await index.SendAsync(HttpMethod.Post, $"/{stream}/_doc?refresh=true", """{"@timestamp":"2030-01-01T00:00:00Z","title":"before the rollover"}""");
            using var bench = new BackfillBench(index);
            await using var follow = new Following(bench, stream);
            await Following.UntilAsync(async () => await EmbeddedAsync(index, stream) == 1);

            await index.SendAsync(HttpMethod.Post, $"/{stream}/_rollover");
            await index.SendAsync(HttpMethod.Post, $"/{stream}/_doc", """{"@timestamp":"2030-01-02T00:00:00Z","title":"after the rollover"}""");

            await Following.UntilAsync(async () => await EmbeddedAsync(index, stream) == 2);
            await follow.StopAsync();
        }
        finally
        {
            await index.RemoveAsync("/_data_stream/" + stream);
            await index.RemoveAsync("/_index_template/" + stream);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_BesideABackfillOfAnotherEmbeddingObject_BothAreMadeAndComeToRest(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Enumerable.Range(0, 500).Select(i => $$"""{"title":"shoe number {{i}}"}"""));
        using var bench = new BackfillBench(index) { SharesJobs = true };
        using var next = new BackfillBench(index) { SharesJobs = true, Embedding = "twinbert_v2" };
        await using var follow = new Following(bench);
        await follow.UntilAsync(FollowNewsKind.Following, index.Name);

        var filled = await next.RunAsync();
        await using var second = new Following(next);
        await second.UntilAsync(FollowNewsKind.Following, index.Name);
        await index.PutAsync("late", """{"title":"written round both"}""");

        await Following.UntilAsync(async () => (await index.EmbeddedAsync(Model), await NextAsync()) == (501, 501));
        Assert.Equal((null, 500), (filled.Failure, filled.Counters.Embedded));
        var before = await index.GetAsync("_stats/indexing?filter_path=_all.primaries.indexing.index_total");
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal(before, await index.GetAsync("_stats/indexing?filter_path=_all.primaries.indexing.index_total"));
        await follow.StopAsync();
        await second.StopAsync();

        Task<long> NextAsync() => index.CountAsync($$$"""{"term":{"twinbert_v2.model":"{{{Model}}}"}}""");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_IndexMadeAnew_FollowsTheNewOne(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(["""{"title":"old"}"""]);
        using var bench = new BackfillBench(index);
        await using var follow = new Following(bench);
        await follow.UntilAsync(FollowNewsKind.Following, index.Name);

        await index.SendAsync(HttpMethod.Delete, "");
        await follow.UntilAsync(FollowNewsKind.Gone, index.Name);
        await index.SendAsync(HttpMethod.Put, "", """{"settings":{"number_of_shards":1}}""");
        await index.LoadAsync(["""{"title":"new"}""", """{"title":"newer"}"""]);

        await Following.UntilAsync(async () => await index.EmbeddedAsync(Model) == 2);
        await follow.StopAsync();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task FollowAsync_StoppedAndStartedAgain_GoesOnWhereItWas(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Enumerable.Range(0, 500).Select(i => $$"""{"title":"shoe number {{i}}"}"""));
        var calls = new CountingCalls(index.Calls);
        using var bench = new BackfillBench(index) { Between = _ => calls };
        await using (var before = new Following(bench))
        {
            await before.UntilAsync(FollowNewsKind.Following, index.Name);
            await before.StopAsync();
        }

        await index.PutAsync("late", """{"title":"written meanwhile"}""");
        calls.Read = 0;
        await using var after = new Following(bench);
        await Following.UntilAsync(async () => await index.EmbeddedAsync(Model) == 501);
        await after.StopAsync();

        Assert.InRange(calls.Read, 1, 10);
    }

    private static async Task<long> EmbeddedAsync(EngineIndex index, string name)
    {
        await index.SendAsync(HttpMethod.Post, $"/{name}/_refresh");
        var answer = await index.SendAsync(HttpMethod.Post, $"/{name}/_count", $$$$"""{"query":{"term":{"twinbert.model":"{{{{Model}}}}"}}}""");
        return System.Text.Json.JsonElement.Parse(answer).GetProperty("count").GetInt64();
    }

    /// <summary>Counts the documents that are read.</summary>
    private sealed class CountingCalls(IClusterCalls calls) : IClusterCalls
    {
        public long Read { get; set; }

        public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            var answer = await calls.SendAsync(call, cancellationToken);
            if (call.Target.EndsWith("/_search", StringComparison.Ordinal))
            {
                Read += Regex.Count(Encoding.UTF8.GetString(answer.Body.Span), "\"_seq_no\"");
            }

            return answer;
        }
    }
}
