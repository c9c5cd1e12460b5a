using TwinBert.Search.Features;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Crossing;

/// <summary>
/// The scores and the order that an engine makes of a search with the crossing in it are those of the blend, over random corpora, shards and pages, and two
/// indices, one of which has no embeddings.
/// </summary>
public sealed class CrossedScoresTests(RealEngines engines)
{
    public static TheoryData<EngineKind, RerankForm> Forms =>
        [.. Enum.GetValues<EngineKind>().SelectMany(kind => new[] { (kind, RerankForm.Wrap), (kind, RerankForm.Rescore) })];

    // What a factor on the text multiplies as a whole.
    private static readonly (string QueryString, string Body)[] Products =
    [
        ("", """{'query':TEXT}"""),
        ("", """{'query':{'bool':{'must':[{'match':{'title':'red'}},{'match_phrase':{'title':'boot item'}}],'filter':{'term':{'available':true}}}}}"""),
        ("", """{'query':{'bool':{'should':[{'match':{'title':'red'}},{'match':{'title':'hat'}}],'must_not':{'term':{'group':'g1'}},'boost':2}}}"""),
        ("", """{'query':{'dis_max':{'queries':[{'match':{'title':'red'}},{'match':{'title':'blue hat'}}],'tie_breaker':0.3}}}"""),
        ("", """{'query':{'boosting':{'positive':{'match':{'title':'red'}},'negative':{'term':{'group':'g2'}},'negative_boost':0.4}}}"""),
        ("", """{'query':{'nested':{'path':'parts','query':{'match':{'parts.name':'red boot'}}}}}"""),
        ("", """{'query':{'function_score':{'query':TEXT,'field_value_factor':{'field':'n','modifier':'log2p'}}}}"""),
        ("", """{'query':{'function_score':{'query':TEXT,'functions':[{'filter':{'term':{'available':true}},'weight':20},{'gauss':{'n':{'origin':30,'scale':10}}}]}}}"""),
        ("", """{'query':{'bool':{'must':{'function_score':{'query':{'multi_match':{'query':'red hat','fields':['title^2','group']}},'functions':[{'weight':3}]}}}}}"""),
        ("", """{'query':{'wrapper':{'query':'eyJtYXRjaCI6eyJ0aXRsZSI6InJlZCJ9fQ=='}}}"""),
        ("", """{'query':{'query_string':{'query':'title:(red OR hat)','boost':3}},'min_score':0.4}"""),
        ("", """{'query':TEXT,'post_filter':{'term':{'available':true}},'track_scores':true,'sort':['_score']}"""),
        ("", """{'query':TEXT,'indices_boost':[{'crossing-*-bare':3}]}"""),
        ("sort=_score:desc", """{'query':TEXT}"""),
        ("q=red+boot&df=title&default_operator=AND&lenient&analyze_wildcard=true", ""),
        ("q=title:hat&pretty", """{'query':{'match':{'title':'red'}},'min_score':0.2}"""),
    ];

    // What is scored by text, and what is added to it or else done with it.
    private static readonly (string Query, string TextAlone, Func<float, int, float> Arithmetic)[] Additions =
    [
        (
            """{'bool':{'must':[{'match':{'title':'red boot'}}],'should':[STOCK]}}""",
            """{'match':{'title':'red boot'}}""",
            (text, n) => text + Available(n)),
        (
            """{'bool':{'should':[{'match':{'title':'red'}},{'match':{'title':'hat'}},STOCK],'minimum_should_match':1,'must':{'match':{'title':'red'}}}}""",
            """{'bool':{'should':[{'match':{'title':'red'}},{'match':{'title':'hat'}}],'must':{'match':{'title':'red'}}}}""",
            (text, n) => text + Available(n)),
        (
            """{'bool':{'must':[{'range':{'n':{'gte':0}}}],'should':[{'match':{'title':'red'}},{'match_phrase':{'title':'red boot'}}],'minimum_should_match':1}}""",
            """{'bool':{'should':[{'match':{'title':'red'}},{'match_phrase':{'title':'red boot'}}]}}""",
            (text, _) => text + 1),
        (
            """{'function_score':{'query':TEXT,'functions':[{'filter':{'term':{'available':true}},'weight':1000}],'score_mode':'sum','boost_mode':'sum'}}""",
            "TEXT",
            (text, n) => text + (n % 3 == 0 ? 1000 : 1)),
        (
            """{'script_score':{'query':TEXT,'script':{'source':'Math.log(1 + _score) * (doc.n.value + 1)'}}}""",
            "TEXT",
            (text, n) => (float)(Math.Log(1 + text) * (n + 1))),
        (
            """{'function_score':{'query':TEXT,'script_score':{'script':'_score * 2 + doc.n.value'},'boost_mode':'replace'}}""",
            "TEXT",
            (text, n) => (text * 2) + n),
        (
            """{'dis_max':{'queries':[TEXT,{'constant_score':{'filter':TEXT,'boost':0.7}}]}}""",
            "TEXT",
            (text, _) => Math.Max(text, 0.7f)),
    ];

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_ScoredByTextAlone_GivesTheBlend(EngineKind kind, RerankForm form)
    {
        foreach (var (seed, shards) in new[] { (3, 1), (4, 3) })
        {
            await using var corpus = await CrossedCorpus.FillAsync(await engines.GetAsync(kind), CrossedSearching.Dimensions, 80, shards, seed);
            var searching = new CrossedSearching(corpus);
            foreach (var (queryString, body) in Products)
            {
                var plain = await searching.PlainAsync(With(queryString, "size=100"), body);
                var crossed = await searching.CrossedAsync(form, With(queryString, "size=100"), body);

                var expected = searching.Expected(CrossedSearching.Hits(plain));
                Assert.NotEmpty(expected);
                CrossedSearching.Same(expected, CrossedSearching.Hits(crossed), body + queryString);
                Assert.Equal(plain["hits"]!["total"]!.ToJsonString(), crossed["hits"]!["total"]!.ToJsonString());
                Assert.Equal(crossed["hits"]!["hits"]![0]!["_score"]!.GetValue<float>(), crossed["hits"]!["max_score"]!.GetValue<float>());
                await CheckPagesAsync(searching, form, queryString, body, CrossedSearching.Hits(crossed));
            }
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_BusinessAddedToText_ChangesTheTextAlone(EngineKind kind, RerankForm form)
    {
        await using var corpus = await CrossedCorpus.FillAsync(await engines.GetAsync(kind), CrossedSearching.Dimensions, 80, 2, 5);
        var searching = new CrossedSearching(corpus);
        foreach (var (query, text, arithmetic) in Additions)
        {
            var alone = CrossedSearching.Hits(await searching.PlainAsync("size=100", $"{{'query':{text}}}")).ToDictionary(hit => hit.Id, hit => hit.Score);
            var plain = CrossedSearching.Hits(await searching.PlainAsync("size=100", $"{{'query':{query}}}"));
            Assert.All(plain, hit => Assert.Equal(1, arithmetic(alone.GetValueOrDefault(hit.Id), Number(hit.Id)) / hit.Score, 1e-5));
            var crossed = CrossedSearching.Hits(await searching.CrossedAsync(form, "size=100", $"{{'query':{query}}}"));

            var expected = plain
                .Select(hit => (hit.Id, Score: arithmetic(searching.Fuse(hit.Id, alone.GetValueOrDefault(hit.Id)), Number(hit.Id))))
                .OrderByDescending(hit => hit.Score);
            CrossedSearching.Same([.. expected], crossed, query);
            await CheckPagesAsync(searching, form, "", $"{{'query':{query}}}", crossed);
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_LeastScore_CountsInTheClientsScore(EngineKind kind, RerankForm form)
    {
        await using var corpus = await CrossedCorpus.FillAsync(await engines.GetAsync(kind), CrossedSearching.Dimensions, 80, 2, 6);
        var searching = new CrossedSearching(corpus);
        foreach (var query in Additions.Select(addition => addition.Query).Append("TEXT"))
        {
            var all = CrossedSearching.Hits(await searching.PlainAsync("size=100", $"{{'query':{query}}}"));
            var body = $"{{'min_score':{all[all.Length / 2].Score:R},'query':{query},'size':100}}";

            var plain = await searching.PlainAsync("", body);
            var crossed = await searching.CrossedAsync(form, "", body);

            Assert.Equal(plain["hits"]!["total"]!.ToJsonString(), crossed["hits"]!["total"]!.ToJsonString());
            Assert.Equal(Ids(plain), Ids(crossed));
        }

        static IEnumerable<string> Ids(System.Text.Json.Nodes.JsonObject answer) => CrossedSearching.Hits(answer).Select(hit => hit.Id).Order();
    }

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Rescore_MoreHitsThanTheWindow_ComeBehindItInTheEnginesOrder(EngineKind kind)
    {
        const int Window = 4;
        await using var corpus = await CrossedCorpus.FillAsync(await engines.GetAsync(kind), CrossedSearching.Dimensions, 80, 1, 8);
        var searching = new CrossedSearching(corpus);
        foreach (var query in Additions.Select(addition => addition.Query).Append("TEXT"))
        {
            // One shard, so that the window is the engine's best hits.
            var body = $"{{'query':{query},'post_filter':{{'exists':{{'field':'twinbert.model'}}}}}}";
            var plain = CrossedSearching.Hits(await searching.PlainAsync("size=100", body));
            var whole = CrossedSearching.Hits(await searching.CrossedAsync(RerankForm.Rescore, "size=100", body, Window));

            Assert.Equal(plain.Take(Window).Select(hit => hit.Id).Order(), whole.Take(Window).Select(hit => hit.Id).Order());
            Assert.Equal(plain.Skip(Window).Select(hit => hit.Id), whole.Skip(Window).Select(hit => hit.Id));
            Assert.All(whole.Zip(whole.Skip(1)), pair => Assert.True(pair.First.Score >= pair.Second.Score && pair.Second.Score > 0, body));
            await CheckPagesAsync(searching, RerankForm.Rescore, "", body, whole, Window);
        }
    }

    private static async Task CheckPagesAsync(
        CrossedSearching searching, RerankForm form, string queryString, string body, (string Id, float Score)[] whole, int window = 100)
    {
        const int Size = 9;
        var joined = new List<(string, float)>();
        for (var start = 0; start < whole.Length; start += Size)
        {
            joined.AddRange(CrossedSearching.Hits(await searching.CrossedAsync(form, With(queryString, $"from={start}&size={Size}"), body, window)));
        }

        Assert.Equal(whole, joined);
    }

    private static string With(string queryString, string more) => queryString.Length == 0 ? more : queryString + "&" + more;

    private static int Number(string id) => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture);

    private static float Available(int n) => n % 3 == 0 ? 10 : 0;
}
