using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Live;
using TwinBert.Evaluation.Tests.Lexical;
using Xunit;

namespace TwinBert.Evaluation.Tests.Live;

public sealed class QueryTemplateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("red sofa")]
    [InlineData("3\" pipe, 90\\100 \n tab\t")]
    [InlineData("größer ☕ 𝕏 </script> {{query}}")]
    public async Task FindAsync_AnyText_ArrivesAsItIs(string text)
    {
        var calls = new RecordedCalls();
        var template = QueryTemplate.Parse("t.json", """{"query":{"match":{"title":"{{query}} now"}},"size":3,"from":7,"min_score":1,"aggs":{}}""");
        await new LiveSearch(calls, "shop", template).FindAsync(new BeirQuery("1", text, new Dictionary<string, int>()), 100, Token);

        var call = Assert.Single(calls.Sent);
        var body = JsonElement.Parse(call.Body.Span);
        Assert.Equal("/shop/_search", call.Target);
        Assert.Equal(text + " now", body.GetProperty("query").GetProperty("match").GetProperty("title").GetString());
        Assert.Equal((100, 0, 1), (body.GetProperty("size").GetInt32(), body.GetProperty("from").GetInt32(), body.GetProperty("min_score").GetInt32()));
        Assert.True(body.TryGetProperty("aggs", out _));
        Assert.Null(call.Hints);
    }

    [Theory]
    [InlineData("""{"query":{"match":{"title":"sofa"}}}""", "{{query}}")]
    [InlineData("""{"query":{"match":{"title":{{query}}}}}""", "quotation marks")]
    [InlineData("""["{{query}}"]""", "no JSON object")]
    [InlineData("""{"query":"{{query}}","sort":["price"]}""", "sort")]
    [InlineData("""{"query":"{{query}}","sort":[{"price":"asc"},"_score"]}""", "sort")]
    public void Parse_Unusable_SaysWhatToDo(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DatasetException>(() => QueryTemplate.Parse("t.json", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"query":"{{query}}","sort":["_score",{"id":"asc"}]}""")]
    [InlineData("""{"query":"{{query}}","sort":"_score"}""")]
    [InlineData("""{"query":"{{query}}","sort":[{"_score":"desc"}]}""")]
    public void Parse_SortByScore_IsTaken(string text) => Assert.NotNull(QueryTemplate.Parse("t.json", text));

    [Fact]
    public async Task FindAsync_ThroughASidecar_AsksTwiceAndKeepsBothOrders()
    {
        var calls = new RecordedCalls("""{"hits":{"hits":[{"_id":"a","_score":2},{"_id":"b","_score":1}]}}""")
        {
            Reranked = """{"hits":{"hits":[{"_id":"b","_score":3},{"_id":"z","_score":2.5},{"_id":"a","_score":2}]}}""",
        };
        var search = new LiveSearch(calls, "shop", QueryTemplate.Parse("t.json", """{"q":"{{query}}"}""")) { Served = new ServedRankings() };
        var found = await search.FindAsync(new BeirQuery("1", "sofa", new Dictionary<string, int> { ["z"] = 1 }), 100, Token);

        Assert.Equal([("a", 2f), ("b", 1f), ("z", 0f)], found.Top.Select(hit => (hit.Id, hit.Score)));
        Assert.Equal([("b", 3f), ("z", 2.5f), ("a", 2f)], search.Served.Of("1").Select(hit => (hit.Id, hit.Score)));
        Assert.Equal("reranked", Assert.Single(search.Served.Verdicts).Status.Name);
        Assert.Equal(["z"], found.Judged.Select(hit => hit.Id));
    }

    [Theory]
    [InlineData("""{"hits":{"hits":[{"_id":"a","_score":null}]}}""", "no score")]
    [InlineData("""{"hits":{"hits":[{"_id":"a","_score":2},{"_id":"a","_score":1}]}}""", "two documents")]
    public async Task FindAsync_HitsThatCannotBeJudged_EndTheEvaluation(string answer, string expected)
    {
        var search = new LiveSearch(new RecordedCalls(answer), "shop", QueryTemplate.Parse("t.json", """{"q":"{{query}}"}"""));
        var error = await Assert.ThrowsAsync<EvaluationException>(
            async () => await search.FindAsync(new BeirQuery("1", "sofa", new Dictionary<string, int>()), 100, Token));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_NoSidecarThere_SaysSo()
    {
        var search = new LiveSearch(new RecordedCalls(), "shop", QueryTemplate.Parse("t.json", """{"q":"{{query}}"}""")) { Served = new ServedRankings() };
        var error = await Assert.ThrowsAsync<EvaluationException>(
            async () => await search.FindAsync(new BeirQuery("1", "sofa", new Dictionary<string, int>()), 100, Token));
        Assert.Contains("no TwinBert sidecar", error.Message, StringComparison.Ordinal);
    }
}
