using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>The hash of a text is stored with it and cannot be searched: a hit would confirm a guess.</summary>
public sealed class TextHashTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_ForTheHashOfAStoredText_FindsNothing(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync("PUT", $"/{engine.Prefix}", """{"mappings":{"properties":{"title":{"type":"text"} } } }""");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1?refresh=true", """{"title":"a drill"}""");
        var hash = (await engine.AskAsync("GET", $"/{engine.Prefix}/_doc/1"))["_source"]!["twinbert"]!["text_hash"]!.GetValue<string>();

        var byTerm = await SearchAsync(engine, $$$"""{"query":{"term":{"twinbert.text_hash":"{{{hash}}}"} } }""");
        var byAllFields = await SearchAsync(engine, $$$"""{"query":{"query_string":{"query":"{{{hash}}}","fields":["*"],"lenient":true} } }""");
        var values = await engine.AskAsync("POST", $"/{engine.Prefix}/_search", """{"size":0,"aggs":{"a":{"terms":{"field":"twinbert.text_hash"} } } }""");

        Assert.Equal((0, 0), (byTerm, byAllFields));
        Assert.Empty(values["aggregations"]!["a"]!["buckets"]!.AsArray());
    }

    private static async Task<int> SearchAsync(WritingFixture engine, string body) =>
        (await engine.AskAsync("POST", $"/{engine.Prefix}/_search", body))["hits"]!["total"]!["value"]!.GetValue<int>();
}
