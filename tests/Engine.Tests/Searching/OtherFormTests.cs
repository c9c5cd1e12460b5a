using System.Text.RegularExpressions;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>Answers in YAML, CBOR and SMILE: what the engine has ranked is passed on, without embeddings.</summary>
public sealed partial class OtherFormTests(RealEngines engines)
{
    private const string Sorted = """{"query":{"match":{"title":"item boot"}},"size":10,"sort":["_score",{"exact":"asc"}]}""";
    private const string Plain = """{"query":{"match":{"title":"item boot"}},"size":10}""";
    private const string Chosen = """{"query":{"match":{"title":"item boot"}},"size":10,"_source":{"excludes":["price"]}}""";

    public static TheoryData<EngineKind, string> Forms =>
        [.. Enum.GetValues<EngineKind>().SelectMany(kind => new[] { "yaml", "cbor", "smile" }.Select(form => (kind, form)))];

    [Theory, MemberData(nameof(Forms))]
    public async Task Search_InAnotherForm_IsThePageThatTheEngineRanked(EngineKind kind, string form)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        foreach (var (body, plan) in new[] { (Plain, "rescore"), (Sorted, "wrap"), (Chosen, "rescore") })
        {
            var json = await fixture.UntilAsync(body, plan);
            var own = await fixture.InFormAsync(false, "POST", $"/@/_search?format={form}", body);

            foreach (var (target, accept) in new[] { ($"/@/_search?format={form}&pretty", null), ("/@/_search?human&error_trace", $"application/{form}") })
            {
                var answer = await fixture.InFormAsync(true, "POST", target, body, accept);

                Assert.Equal((RerankStatus.Reranked, plan), (answer.Verdict!.Status, answer.Verdict.Plan));
                Assert.Equal(own.Response.Content.Headers.ContentType?.MediaType, answer.Response.Content.Headers.ContentType?.MediaType);
                Assert.Equal(json.Hits.Select(hit => hit.Id), IdsOf(answer));
                Assert.NotEqual(IdsOf(own), IdsOf(answer));
                Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
                Assert.Equal(body != Chosen, answer.Body.Contains("price", StringComparison.Ordinal));
            }
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Search_InTheUrlAndInAnotherForm_IsThePageThatTheEngineRanked(EngineKind kind, string form)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        var json = await fixture.UntilAsync("""{"query":{"query_string":{"query":"title:item title:boot"}},"size":10}""", "rescore");
        var versioned = kind == EngineKind.OpenSearch2 ? $"application/{form}"
            : $"application/vnd.elasticsearch+{form};compatible-with={(kind == EngineKind.Elasticsearch8 ? 8 : 9)}";

        var answer = await fixture.InFormAsync(true, "GET", "/@/_search?q=title:item+title:boot", null, versioned);

        Assert.Equal((200, "rescore"), (answer.Status, answer.Verdict?.Plan));
        Assert.Equal(json.Hits.Select(hit => hit.Id), IdsOf(answer));
        Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Search_InAnotherFormByAClientWhoWantsToSeeTheEmbedding_ShowsIt(EngineKind kind, string form)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await fixture.UntilAsync(Plain, "rescore");

        var answer = await fixture.InFormAsync(true, "POST", $"/@/_search?format={form}", Plain, shows: true);

        Assert.Equal("rescore", answer.Verdict?.Plan);
        Assert.Contains("text_hash", answer.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Search_MistakeInAnotherForm_IsTheEnginesError(EngineKind kind, string form)
    {
        await using var fixture = await SearchingFixture.StartAsync(engines, kind, "auto");
        await fixture.UntilAsync(Plain, "rescore");
        const string Mistake = """{"query":{"match":{"title":{"query":"boot","operator":"xor"}}}}""";

        var own = await fixture.InFormAsync(false, "POST", $"/@/_search?format={form}", Mistake);
        var answer = await fixture.InFormAsync(true, "POST", $"/@/_search?format={form}", Mistake);

        Assert.Equal((own.Status, own.Body), (answer.Status, answer.Body));
        Assert.Equal(400, answer.Status);
    }

    // A title is in plain letters in all of these forms.
    private static int[] IdsOf(SearchingAnswer answer) => [.. TitlePattern().Matches(answer.Body).Select(title => IdOf(title.Value))];

    private static int IdOf(string title) => Enumerable.Range(0, SearchingDocuments.Count).Single(id => SearchingDocuments.Title(id) == title);

    [GeneratedRegex("(red|blue|green|black) [a-z]+ item( filler)*")]
    private static partial Regex TitlePattern();
}
