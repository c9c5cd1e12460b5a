using System.Text.Json.Nodes;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Crossing;

/// <summary>The shapes that only a factor within the query bears: what the engine does with scores, it does with the new ones.</summary>
public sealed class CrossedPagesTests(RealEngines engines)
{
    private const string Order = "'sort':[{'_score':'desc'},{'n':'asc'}]";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Wrap_TieBreakBehindTheScore_ComesAfterTheNewScore(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        var expected = await ExpectedAsync(searching);
        string[] spellings = [Order, "'sort':['_score','n']", "'sort':{'_score':{'order':'desc'},'n':'asc'}", "'sort':['_score',{'n':{'order':'asc'}}]"];
        foreach (var sort in spellings)
        {
            var answer = await searching.CrossedAsync(RerankForm.Wrap, "size=100", $"{{'query':TEXT,{sort}}}");

            CrossedSearching.Same(expected, Sorted(answer), sort);
            Assert.Equal(Sorted(answer).OrderByDescending(hit => hit.Score).ThenBy(hit => int.Parse(hit.Id, null)), Sorted(answer));
        }

        CrossedSearching.Same(expected, Sorted(await searching.CrossedAsync(RerankForm.Wrap, "size=100&sort=_score,n:asc", "{'query':TEXT}")), "in the URL");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Wrap_Collapse_GivesEachGroupItsBestByNewScores(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        var all = await ExpectedAsync(searching);
        const string Inner = "'inner_hits':{'name':'all','size':100,'sort':['_score',{'n':'asc'}]}";

        var answer = await searching.CrossedAsync(RerankForm.Wrap, "", $"{{'query':TEXT,'collapse':{{'field':'group',{Inner}}},'size':100}}");

        CrossedSearching.Same([.. all.GroupBy(Group).Select(group => group.First())], CrossedSearching.Hits(answer), "groups");
        Assert.All(answer["hits"]!["hits"]!.AsArray(), hit =>
        {
            var group = all.Where(other => Group(other) == Group((hit!["_id"]!.GetValue<string>(), 0)));
            CrossedSearching.Same([.. group], Sorted(hit!["inner_hits"]!["all"]!.AsObject()), "inner hits");
        });
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Wrap_Scroll_ReadsAllPagesInTheNewOrder(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        var expected = await ExpectedAsync(searching);

        Same(expected, await ScrollAsync(corpus, searching, ""));
        var slices = new List<(string Id, float Score)>();
        foreach (var slice in new[] { 0, 1 })
        {
            slices.AddRange(await ScrollAsync(corpus, searching, $",'slice':{{'id':{slice},'max':2}}"));
        }

        Same(expected, slices.OrderByDescending(hit => hit.Score));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Wrap_PagesBehindASortValueOfASnapshot_JoinInTheNewOrder(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        var expected = await ExpectedAsync(searching);
        var snapshot = await corpus.OpenSnapshotAsync();
        var pages = new List<(string Id, float Score)>();
        for (string? after = null; ;)
        {
            var body = $"{{'query':TEXT,'size':7,{Order},'pit':{{'id':'{snapshot}'}}{after}}}";
            var answer = await searching.CrossedAsync(RerankForm.Wrap, "", body, target: "_search");
            if (answer["hits"]!["hits"]!.AsArray() is not [.., { } last])
            {
                break;
            }

            pages.AddRange(Sorted(answer));
            after = $",'search_after':{last["sort"]!.ToJsonString()}";
        }

        Same(expected, pages);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Rescore_Snapshot_GivesTheNewOrder(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        var snapshot = await corpus.OpenSnapshotAsync();

        var answer = await searching.CrossedAsync(RerankForm.Rescore, "size=100", $"{{'query':TEXT,'pit':{{'id':'{snapshot}'}}}}", target: "_search");

        CrossedSearching.Same(await ExpectedAsync(searching), CrossedSearching.Hits(answer), "snapshot");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Wrap_StandardRetriever_IsAQuery(EngineKind kind)
    {
        await using var corpus = await FillAsync(kind);
        var searching = new CrossedSearching(corpus);
        if (corpus.Dialect.Family == EngineFamily.OpenSearch)
        {
            return;
        }

        foreach (var more in new[] { "", ",'filter':[{'term':{'available':true}}]", ",'min_score':0.6", ",'filter':{'range':{'n':{'lt':30}}},'min_score':0.4" })
        {
            var body = $"{{'retriever':{{'standard':{{'query':TEXT{more}}}}},'size':100}}";
            var (plain, crossed) = (await searching.PlainAsync("", body), await searching.CrossedAsync(RerankForm.Wrap, "", body));

            Assert.Equal(plain["hits"]!["total"]!.ToJsonString(), crossed["hits"]!["total"]!.ToJsonString());
            CrossedSearching.Same(searching.Expected(CrossedSearching.Hits(plain)), CrossedSearching.Hits(crossed), body);
        }

        var sorted = await searching.CrossedAsync(RerankForm.Wrap, "size=100", $"{{'retriever':{{'standard':{{'query':TEXT,{Order}}}}}}}");
        CrossedSearching.Same(await ExpectedAsync(searching), Sorted(sorted), "sorted");
    }

    private async Task<CrossedCorpus> FillAsync(EngineKind kind) =>
        await CrossedCorpus.FillAsync(await engines.GetAsync(kind), CrossedSearching.Dimensions, 60, 2, 12);

    private static async Task<(string Id, float Score)[]> ExpectedAsync(CrossedSearching searching) =>
        searching.Expected(CrossedSearching.Hits(await searching.PlainAsync("size=100", "{'query':TEXT}")));

    private static async Task<List<(string Id, float Score)>> ScrollAsync(CrossedCorpus corpus, CrossedSearching searching, string more)
    {
        var hits = new List<(string Id, float Score)>();
        var answer = await searching.CrossedAsync(RerankForm.Wrap, "scroll=1m", $"{{'query':TEXT,'size':9{more}}}");
        while (CrossedSearching.Hits(answer) is { Length: > 0 } page)
        {
            hits.AddRange(page);
            var next = new JsonObject { ["scroll"] = "1m", ["scroll_id"] = answer["_scroll_id"]!.GetValue<string>() };
            answer = await corpus.SearchAsync("/_search/scroll", next.ToJsonString());
        }

        return hits;
    }

    private static void Same((string Id, float Score)[] expected, IEnumerable<(string Id, float Score)> actual) =>
        CrossedSearching.Same(expected, [.. actual], "pages");

    private static int Group((string Id, float Score) hit) => int.Parse(hit.Id, System.Globalization.CultureInfo.InvariantCulture) % 6;

    private static (string Id, float Score)[] Sorted(JsonObject answer) =>
        [.. answer["hits"]!["hits"]!.AsArray().Select(hit => (hit!["_id"]!.GetValue<string>(), hit["sort"]![0]!.GetValue<float>()))];
}
