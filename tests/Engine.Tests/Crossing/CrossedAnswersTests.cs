using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Crossing;

/// <summary>But for order and scores, an engine answers a search with the crossing in it as it answers the search that the client wrote.</summary>
public sealed partial class CrossedAnswersTests(RealEngines engines)
{
    public static TheoryData<EngineKind, RerankForm> Forms =>
        [.. Enum.GetValues<EngineKind>().SelectMany(kind => new[] { (kind, RerankForm.Wrap), (kind, RerankForm.Rescore) })];

    // All hits of each fit a page, so that both answers have the same.
    private static readonly (string QueryString, string Body)[] Searches =
    [
        ("", """{'query':TEXT,'track_total_hits':true}"""),
        ("", """{'query':TEXT,'track_total_hits':false}"""),
        ("track_total_hits=3", """{'query':TEXT}"""),
        ("rest_total_hits_as_int=true&track_total_hits=true", """{'query':TEXT}"""),
        ("", """{'query':TEXT,'highlight':{'type':'unified','fields':{'title':{}}}}"""),
        ("", """{'query':TEXT,'highlight':{'type':'plain','fields':{'title':{}}}}"""),
        ("", """{'query':TEXT,'highlight':{'type':'fvh','fields':{'title':{}}}}"""),
        ("", """{'query':{'bool':{'must':[TEXT,STOCK]}},'highlight':{'type':'fvh','fields':{'title':{}}}}"""),
        ("", """{'query':{'bool':{'must':TEXT,'should':[{'nested':{'path':'parts','query':{'match':{'parts.name':'hat'}},'inner_hits':{}}}]}}}"""),
        ("", """{'query':{'bool':{'must':[TEXT,STOCK],'should':[{'nested':{'path':'parts','query':{'match':{'parts.name':'hat'}},'inner_hits':{}}}]}}}"""),
        ("include_named_queries_score", """{'query':{'bool':{'should':[{'match':{'title':{'query':'red','_name':'a'}}},{'match':{'title':{'query':'hat','_name':'b'}}}]}}}"""),
        ("include_named_queries_score", """{'query':{'bool':{'must':{'match':{'title':{'query':'red','_name':'a'}}},'should':{'term':{'available':{'value':true,'_name':'b'}}}}}}"""),
        ("typed_keys", """{'query':TEXT,'aggs':{'g':{'terms':{'field':'group'},'aggs':{'n':{'avg':{'field':'n'}}}}}}"""),
        ("", """{'query':TEXT,'post_filter':{'term':{'available':true}},'version':true,'seq_no_primary_term':true}"""),
        ("", """{'query':TEXT,'suggest':{'s':{'text':'rad','term':{'field':'title'}}}}"""),
        ("", """{'query':TEXT,'script_fields':{'twice':{'script':'doc.n.value * 2'}},'_source':['title']}"""),
        ("", """{'query':TEXT,'fields':['group','n'],'_source':false}"""),
        ("", """{'query':TEXT,'runtime_mappings':{'twice':{'type':'long'}},'indices_boost':[{'crossing-*-bare':2}]}"""),
        ("preference=_local&routing=a&timeout=10s&search_type=dfs_query_then_fetch", """{'query':TEXT,'terminate_after':1000}"""),
        ("filter_path=hits.hits._id,hits.total,hits.hits._source.title", """{'query':TEXT}"""),
        ("q=title:red&_source_includes=title", ""),
        ("", """{'query':{'bool':{'must':[TEXT,STOCK]}},'min_score':10.5,'track_total_hits':2}"""),
    ];

    // With runtime fields of Elasticsearch's alone.
    private static readonly string[] UnknownToOpenSearch = ["runtime_mappings"];

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_Search_LeavesAllElseOfTheAnswer(EngineKind kind, RerankForm form)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        foreach (var (queryString, body) in Searches.Where(search => IsKnown(corpus, search.Body)))
        {
            var all = queryString + "&size=100";
            var (plain, crossed) = (await searching.PlainAsync(all, body), await searching.CrossedAsync(form, all, body));

            Assert.NotEmpty(plain["hits"]!["hits"]!.AsArray());
            Assert.Equal((body, Rest(plain)), (body, Rest(crossed)));
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_HitsWithoutIdentity_KeepsWhatTheyCarry(EngineKind kind, RerankForm form)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        const string Body = """{'query':TEXT,'size':100,'stored_fields':'_none_','docvalue_fields':['n'],'sort':[{'_score':{'order':'desc'}}]}""";
        var plain = Numbered(await searching.PlainAsync("", Body));
        var crossed = Numbered(await searching.CrossedAsync(form, "", Body));

        CrossedSearching.Same(searching.Expected(plain), crossed, Body);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_OtherFormats_ComeAsTheEngineWritesThem(EngineKind kind, RerankForm form)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);

        var search = searching.Write(form, "format=yaml", """{'query':TEXT,'size':3}""");

        var answer = await corpus.SendAsync(HttpMethod.Post, $"/{corpus.Both}/_search?{search.QueryString}", search.Body);
        Assert.StartsWith("---\ntook:", answer, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_Explanation_ExplainsTheNewScore(EngineKind kind, RerankForm form)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        foreach (var query in new[] { "TEXT", """{'bool':{'must':[TEXT,STOCK]}}""" })
        {
            var crossed = await searching.CrossedAsync(form, "explain=true", $"{{'query':{query},'profile':true}}");

            Assert.NotEmpty(crossed["profile"]!["shards"]!.AsArray());
            Assert.All(
                crossed["hits"]!["hits"]!.AsArray(),
                hit => Assert.Equal(1, hit!["_explanation"]!["value"]!.GetValue<float>() / hit["_score"]!.GetValue<float>(), 1e-5));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Probe_AnyIndex_RunsTheScript(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);

        var (embedded, bare) = (await searching.ProbeAsync(corpus.Embedded), await searching.ProbeAsync(corpus.Bare));

        Assert.All(CrossedSearching.Hits(embedded), hit => Assert.Equal(1, searching.Fuse(hit.Id, 1) / hit.Score, 2e-5));
        Assert.Equal(1, Assert.Single(CrossedSearching.Hits(bare)).Score);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Rescore_ClientsOwnRescore_ComesFirst(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        const string One = """{'window_size':100,'query':{'rescore_query':{'match_phrase':{'title':{'query':'red boot','slop':5}}},'rescore_query_weight':2}}""";
        foreach (var own in new[] { One, $"[{One}]", $"[{One},{One}]", "[]" })
        {
            var body = $"{{'query':TEXT,'rescore':{own},'size':100}}";
            var plain = CrossedSearching.Hits(await searching.PlainAsync("", body));

            CrossedSearching.Same(searching.Expected(plain), CrossedSearching.Hits(await searching.CrossedAsync(RerankForm.Rescore, "", body)), body);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Rescore_AggregationsByScore_ReadTheEnginesScores(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        const string Body = """
            {'query':TEXT,'size':100,'aggs':{'max':{'max':{'script':'_score'}},
            's':{'sampler':{'shard_size':5},'aggs':{'g':{'terms':{'field':'group'}}}}}}
            """;

        var (plain, crossed) = (await searching.PlainAsync("", Body), await searching.CrossedAsync(RerankForm.Rescore, "", Body));

        // The last digit of a score depends on the order in which an engine comes by its terms.
        Assert.Equal(LastDigits().Replace(plain["aggregations"]!.ToJsonString(), "$1"), LastDigits().Replace(crossed["aggregations"]!.ToJsonString(), "$1"));
    }

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    private async Task<CrossedCorpus> FillAsync(EngineKind kind) =>
        await CrossedCorpus.FillAsync(await engines.GetAsync(kind), CrossedSearching.Dimensions, 60, 2, 11);

    [GeneratedRegex("([0-9]\\.[0-9]{5})[0-9]+")]
    private static partial Regex LastDigits();

    private static bool IsKnown(CrossedCorpus corpus, string body) =>
        corpus.Dialect.Family == EngineFamily.Elasticsearch || !Array.Exists(UnknownToOpenSearch, name => body.Contains(name, StringComparison.Ordinal));

    /// <summary>An answer without what a rerank changes, and without the embedding, which is cut out of every answer.</summary>
    private static string Rest(JsonObject answer)
    {
        answer.Remove("took");
        var hits = answer["hits"]!.AsObject();
        hits.Remove("max_score");
        var kept = hits["hits"]!
            .AsArray()
            .Select(hit => hit!.DeepClone().AsObject())
            .OrderBy(hit => hit["_id"]!.GetValue<string>(), StringComparer.Ordinal)
            .ToArray();
        foreach (var hit in kept)
        {
            hit.Remove("_score");
            (hit["_source"] as JsonObject)?.Remove("twinbert");
        }

        hits["hits"] = new JsonArray([.. kept]);
        return answer.ToJsonString();
    }

    private static (string Id, float Score)[] Numbered(JsonObject answer)
    {
        Assert.All(answer["hits"]!["hits"]!.AsArray(), hit => Assert.Null(hit!["_id"]));
        return [.. answer["hits"]!["hits"]!.AsArray().Select(hit => (hit!["fields"]!["n"]![0]!.ToJsonString(), hit["_score"]!.GetValue<float>()))];
    }
}
