using System.Text;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class MultiSearchRerankTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private const string Scarf = """{"query":{"match":{"title":"pink scarf"}},"size":2,"from":1}""";
    private const string Sorted = """{ "query":{"match":{"title":"tie boot"}} ,"sort":["price"], "size":2 }""";

    [Fact]
    public async Task MultiSearch_OfSeveralKinds_ReranksEachThatIsEligible()
    {
        await using var fixture = await StartAsync();

        var answer = await MultiSearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines("{}", Search, "{}", Sorted, "{}", Scarf)));

        Assert.Equal([["2", "3", "0"], ["0", "1"], ["0", "1"]], answer.Items.Select(SearchIds.Of));
        Assert.Equal(["reranked", "skipped:sort", "reranked"], answer.Ends);
        Assert.Equal((RerankStatus.Reranked, 10, 10, true), (answer.Verdict.Status, answer.Verdict.Window, answer.Verdict.Scored, answer.Verdict.TopChanged));
        Assert.StartsWith("{\"took\" : 7,\"responses\":[", answer.Body, StringComparison.Ordinal);
        Assert.All(answer.Items, item => Assert.EndsWith(",\"status\":200}", item, StringComparison.Ordinal));
        Assert.Contains("""{ "title":"tie boot","price" : 1e3}""", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(answer.Body), answer.Response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task MultiSearch_EachSearch_IsCounted()
    {
        await using var fixture = await StartAsync();

        (await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines("{}", Search, "{}", Sorted, "{}", Search))).Dispose();

        using var status = JsonDocument.Parse(
            await (await fixture.SendAsync("GET", "/_twinbert/status")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("""{"reranked":2,"skipped":{"sort":1},"failed":{}}""", status.RootElement.GetProperty("searches").GetRawText());
    }

    [Fact]
    public async Task MultiSearch_Sent_IsOneRequestInWhichOnlyEligibleSearchesAreWider()
    {
        await using var fixture = await StartAsync();
        const string Header = """{"index":["products-a","products-b"],"preference":"_local","routing":"1","search_type":"dfs_query_then_fetch","ignore_unavailable":true}""";

        (await fixture.SendAsync(
            "POST",
            "/other/_msearch?max_concurrent_searches=2&typed_keys=true",
            ScriptedSearches.Lines(Header + "\r", Search + "\r", "{}", Search, "", Sorted, Header, Sorted),
            ("Authorization", "ApiKey abc"))).Dispose();

        var seen = Assert.Single(fixture.Upstream.Seen);
        Assert.Equal(
            ("POST", "/other/_msearch?max_concurrent_searches=2&typed_keys=true", "ApiKey abc"),
            (seen.Method, seen.Target, seen.Headers["Authorization"]));
        Assert.Equal("application/x-ndjson; charset=utf-8", seen.Headers["Content-Type"]);
        var lines = seen.Text.Split('\n');
        Assert.StartsWith("""{"query":{"match":{"title":"tie boot"}},"size":10,"docvalue_fields":[""", lines[1], StringComparison.Ordinal);
        Assert.Equal([Header + "\r", "{}", Search, "", Sorted, Header, Sorted, ""], [lines[0], .. lines[2..]]);
        Assert.EndsWith("}\r", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task MultiSearch_HeaderThatNamesAnotherIndex_IsJudgedByThat()
    {
        await using var fixture = await StartAsync();

        var answer = await MultiSearchAnswer.ReadAsync(await fixture.SendAsync(
            "POST", "/products/_msearch", ScriptedSearches.Lines(
                "{\"index\":\"other\"}",
                Search,
                "{\"index\":\"products,other\"}",
                Search,
                "{\"mystery\":1}",
                Search,
                "",
                Search)));

        Assert.Equal(["skipped:not_configured", "skipped:mixed_indices", "skipped:unknown_parameter", "reranked"], answer.Ends);
    }

    [Theory]
    [InlineData("/products/_msearch", "{}\n{\"size\":0}\n", "skipped; reason=size_0; items=skipped:size_0")]
    [InlineData("/products/_msearch", "{}\n{\"size\":0}\n{\"index\":\"other\"}\n{\"size\":0}\n", "skipped; reason=several; "
        + "items=skipped:size_0,skipped:not_configured")]
    [InlineData("/_msearch", "{}\n" + Search + "\n", "skipped; reason=not_configured; items=skipped:not_configured")]
    [InlineData("/products/_msearch", "{}\n" + Search, "skipped; reason=unreadable_body")]
    [InlineData("/products/_msearch", "", "skipped; reason=unreadable_body")]
    [InlineData("/products/_msearch?filter_path=responses.hits", "{}\n" + Search + "\n", "skipped; reason=filter_path")]
    [InlineData("/products/_msearch?mystery=1", "{}\n" + Search + "\n", "skipped; reason=unknown_parameter")]
    [InlineData("/products/_msearch", "{}\n" + Search + "\n{}\n" + Search + "\n{}\n" + Search + "\n{}\n" + Search + "\n", "skipped; reason=too_many_searches")]
    public async Task MultiSearch_WithoutASearchToRerank_GoesOnByteForByte(string target, string body, string verdict)
    {
        await using var fixture = await StartAsync(
            settings => settings with { Options = settings.Options with { Limits = settings.Options.Limits with { MaxSearchesPerRequest = 3 } } });

        var answer = await fixture.SendAsync("POST", target, new StringContent(body, Encoding.UTF8, "application/x-ndjson"));

        Assert.Equal(verdict, Assert.Single(answer.Headers.GetValues(TwinBertHeaders.Verdict)));
        Assert.Equal((target, body), (Assert.Single(fixture.Upstream.Seen).Target, fixture.Upstream.Last.Text));
    }

    [Theory]
    [InlineData("X-TwinBert", "off", "off")]
    [InlineData("X-TwinBert-Window", "0", "invalid_hint")]
    [InlineData("Content-Type", "application/smile", "content_type")]
    public async Task MultiSearch_HeaderAgainstIt_IsLeftToTheEngine(string name, string value, string reason)
    {
        await using var fixture = await StartAsync();
        using var content = ScriptedSearches.Lines("{}", Search);
        content.Headers.Remove(name.StartsWith('C') ? name : "X-None");

        var answer = await fixture.SendAsync("POST", "/products/_msearch", content, (name, value));

        Assert.Equal("skipped; reason=" + reason, Assert.Single(answer.Headers.GetValues(TwinBertHeaders.Verdict)));
        Assert.Equal("{}\n" + Search + "\n", fixture.Upstream.Last.Text);
    }

    [Theory]
    [InlineData("/products/_msearch")]
    [InlineData("/products/_msearch?format=yaml")]
    public async Task MultiSearch_Changed_GoesOnWithoutWhatDescribesTheClientsBody(string target)
    {
        await using var fixture = await StartAsync();
        string[] names = ["Content-MD5", "Content-Digest", "Digest", "Repr-Digest"];
        using var body = ScriptedSearches.Lines("{}", Search);

        (await fixture.SendAsync("POST", target, body, [.. names.Select(name => (name, "abc")), ("X-Opaque-Id", "me")])).Dispose();

        var seen = fixture.Upstream.Seen.Last();
        Assert.NotEqual($"{{}}\n{Search}\n", seen.Text);
        Assert.Equal("me", seen.Headers["X-Opaque-Id"]);
        Assert.Empty(seen.Headers.Keys.Intersect(names, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task MultiSearch_EmbeddingShown_StaysInEverySearch()
    {
        await using var fixture = await StartAsync();

        var answer = await MultiSearchAnswer.ReadAsync(await fixture.SendAsync(
            "POST", "/products/_msearch", ScriptedSearches.Lines("{}", Search, "{}", Sorted), ("X-TwinBert-Show-Embedding", "true")));

        Assert.All(answer.Items, item => Assert.Contains("\"twinbert\":{\"embedding\":[", item, StringComparison.Ordinal));
    }

    [Fact]
    public async Task MultiSearch_OnAnEngineThatLeavesVectorsOut_AsksForTheWholeSourceOfEach()
    {
        await using var fixture = await StartAsync();
        fixture.Upstream.Root = """{"version":{"number":"9.4.3"}}""";

        (await fixture.SendAsync(
            "POST",
            "/_msearch",
            ScriptedSearches.Lines("""{"index":"products"}""", Search, """{"index":"products"}""", Sorted, """{"index":"other"}""", Sorted))).Dispose();

        var lines = fixture.Upstream.Last.Text.Split('\n');
        Assert.Contains("\"_source\":{\"exclude_vectors\":false}", lines[1], StringComparison.Ordinal);
        Assert.Equal((Sorted[..^1] + ",\"_source\":{\"exclude_vectors\":false}}", Sorted), (lines[3], lines[5]));
    }

    private static async Task<SidecarFixture> StartAsync(Func<SidecarSettings, SidecarSettings>? change = null)
    {
        var fixture = await SearchRerankTests.StartAsync(change);
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, SearchRerankTests.Index(fixture)).AnswerAsync;
        return fixture;
    }
}
