using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>What is not reranked is what the engine gives of the same documents without embeddings, to the byte.</summary>
public sealed class UntouchedTests(RealEngines engines)
{
    private const string Match = """{"query":{"match":{"title":"item boot"}},"size":5}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_SwitchedOffOrNotEligible_IsTheEnginesAnswer(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        (string Target, string Body, string Reason, string? Hint)[] searches =
        [
            ("/@/_search", Match, "off", "off"),
            ("/@/_search", """{"query":{"match_all":{}},"sort":[{"price":"asc"}],"size":5}""", "sort", null),
            ("/@/_search?size=0", """{"query":{"match":{"title":"boot"}},"aggs":{"p":{"avg":{"field":"price"}}}}""", "size_0", null),
            ("/@/_search", """{"query":{"match_all":{}},"size":3}""", "no_query_text", null),
            ("/@/_search?filter_path=hits.total", Match, "filter_path", null),
            ("/@/_search", """{"query":{"match":{"title":"item boot"}},"from":25,"size":5}""", "beyond_window", null),
            ("/@/_search", """{"query":{"match":{"title":"item boot"}},"_source":["price"],"sort":["_doc"],"size":4}""", "sort", null),
            ("/@/_search", """{"query":{"match":{"title":"item boot"}},"_source":false,"sort":["_doc"],"size":4}""", "sort", null),
        ];

        foreach (var (target, body, reason, hint) in searches)
        {
            var engine = await fixture.DirectAsync("POST", target, body);
            var answer = await fixture.ThroughAsync("POST", target, body, hint);

            Assert.Equal((engine.Status, engine.Body), (answer.Status, answer.Body));
            Assert.Equal(reason, answer.Verdict!.Reason?.Name);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Read_AnyWay_IsTheEnginesAnswer(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        (string Method, string Target, string? Body)[] reads =
        [
            ("GET", "/@/_doc/4", null),
            ("GET", "/@/_doc/4?_source=price", null),
            ("GET", "/@/_doc/none", null),
            ("GET", "/@/_source/5", null),
            ("POST", "/@/_mget", """{"ids":["1","3","none"]}"""),
            ("POST", "/@/_mget", """{"docs":[{"_id":"1","_source":["price"]},{"_id":"2","_source":false}]}"""),
            ("POST", "/@/_msearch", "{}\n{\"query\":{\"match_all\":{}},\"size\":2}\n{}\n{\"query\":{\"nothing\":{}}}\n"),
            ("POST", "/_msearch", "{\"index\":\"@\"}\n{\"query\":{\"match\":{\"title\":\"boot\"}},\"sort\":[\"_doc\"],\"size\":2}\n"),
            ("POST", "/@/_search?scroll=1m", """{"query":{"match":{"title":"item boot"}},"size":3}"""),
            ("GET", "/@/_count?q=boot", null),
            ("HEAD", "/@", null),
        ];

        foreach (var (method, target, body) in reads)
        {
            var engine = await fixture.DirectAsync(method, target, body);
            var answer = await fixture.ThroughAsync(method, target, body);

            Assert.Equal((engine.Status, engine.Body), (answer.Status, answer.Body));
            Assert.Equal(engine.Response.Content.Headers.ContentType, answer.Response.Content.Headers.ContentType);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_EngineError_ComesBackUnchanged(EngineKind kind)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind);
        (string Target, string Body)[] mistakes =
        [
            ("/@/_search", """{"query":{"match":{"title":"boot"}},"size":-5}"""),
            ("/@/_search", """{"query":{"mach":{"title":"boot"}}}"""),
            ("/@/_search", """{"query":{"match":{"title":"boot"}}"""),
            ("/@/_search?nonsense=1", Match),
            ("/@none/_search", Match),
            ("/@/_search", """{"query":{"match":{"title":{"query":"boot","operator":"xor"}}}}"""),
            ("/@/_search", """{"query":{"match":{"title":"boot"}},"highlight":{"fields":{"title":{"type":"unknown"}}}}"""),
        ];

        foreach (var (target, body) in mistakes)
        {
            var engine = await fixture.DirectAsync("POST", target, body);
            var answer = await fixture.ThroughAsync("POST", target, body);

            Assert.True(engine.Status >= 400, target + body);
            Assert.Equal((engine.Status, Named(engine.Body)), (answer.Status, Named(answer.Body)));
            Assert.NotNull(answer.Verdict?.Reason?.Name);
        }
    }

    // Each index has an identity of its own.
    private static string Named(string body) => System.Text.RegularExpressions.Regex.Replace(body, "\"index_uuid\":\"[^\"]*\"", "\"index_uuid\":\"#\"");
}
