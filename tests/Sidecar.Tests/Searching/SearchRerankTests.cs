using System.IO.Compression;
using System.Text;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class SearchRerankTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private static readonly string[] Titles = ["blue hat", "green cap", "tie boot", "tie glove", "pink scarf"];

    [Fact]
    public async Task Search_OnConfiguredIndex_ComesRerankedWithItsVerdict()
    {
        await using var fixture = await StartAsync();

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", Json(Search)));

        Assert.Equal(["2", "3", "0"], answer.Ids);
        Assert.Equal(
            (RerankStatus.Reranked, 5, 5, 0, true),
            (answer.Verdict.Status, answer.Verdict.Window, answer.Verdict.Scored, answer.Verdict.Missing, answer.Verdict.TopChanged));
        Assert.Equal("0123456789ab", answer.Verdict.Model);
        Assert.NotNull(answer.Verdict.Milliseconds);
        Assert.Contains("""{ "title":"tie boot","price" : 1e3}""", answer.Body, StringComparison.Ordinal);
        Assert.Contains("""
            "aggregations":{"a":{"value":1.0e1}}
            """, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(answer.Body), answer.Response.Content.Headers.ContentLength);
        Assert.Equal("Elasticsearch", answer.Response.Headers.GetValues("X-Elastic-Product").Single());
    }

    [Fact]
    public async Task Search_Widened_AsksOnceForTheWindowAndKeepsTheRest()
    {
        await using var fixture = await StartAsync();

        (await fixture.SendAsync(
            "GET",
            "/products/_search?routing=a%2Fb&preference=_local",
            Json(Search),
            ("Authorization", "ApiKey abc"),
            ("X-Opaque-Id", "1"),
            ("X-TwinBert-Window", "7"))).Dispose();

        var seen = Assert.Single(fixture.Upstream.Seen);
        Assert.Equal(("GET", "/products/_search?routing=a%2Fb&preference=_local"), (seen.Method, seen.Target));
        Assert.StartsWith("""{"query":{"match":{"title":"tie boot"}},"size":7""", seen.Text, StringComparison.Ordinal);
        Assert.Contains("twinbert.embedding", seen.Text, StringComparison.Ordinal);
        Assert.Equal(("ApiKey abc", "1"), (seen.Headers["Authorization"], seen.Headers["X-Opaque-Id"]));
        Assert.Equal(seen.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), seen.Headers["Content-Length"]);
        Assert.DoesNotContain("X-TwinBert-Window", seen.Headers.Keys);
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", null)]
    [InlineData("POST", "")]
    public async Task Search_BodyWithoutAType_GoesOnAsItCame(string method, string? type)
    {
        await using var fixture = await StartAsync();
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Search));
        if (type is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync(method, "/products/_search", body));

        Assert.Equal((RerankStatus.Skipped, "content_type"), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        var seen = fixture.Upstream.Seen.Last();
        Assert.Equal(Search, seen.Text);
        Assert.Equal("", seen.Headers.GetValueOrDefault("Content-Type", ""));
    }

    [Fact]
    public async Task Search_PageByPage_PagesConcatenateToTheWholeOrder()
    {
        await using var fixture = await StartAsync();
        var whole = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_search", Json("""{"query":{"match":{"title":"tie boot"}},"size":10}""")));

        var pages = new List<string>();
        for (var from = 0; from < 6; from += 2)
        {
            var page = await SearchAnswer.ReadAsync(
                await fixture.SendAsync("POST", "/products/_search", Json($$$$"""{"from":{{{{from}}}},"size":2,"query":{"match":{"title":"tie boot"}}}""")));
            pages.AddRange(page.Ids);
        }

        Assert.Equal(whole.Ids, pages);
    }

    [Fact]
    public async Task Search_WithHintOfAQuery_IsRerankedByThatText()
    {
        await using var fixture = await StartAsync();

        var answer = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_search", Json(Search), ("X-TwinBert-Query", Uri.EscapeDataString("pink scarf"))));

        Assert.Equal("4", answer.Ids[0]);
    }

    [Fact]
    public async Task Search_QueryInTheUrlWithoutBody_IsReranked()
    {
        await using var fixture = await StartAsync();

        var answer = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("GET", "/products/_search?q=tie+boot", null, ("Accept", "application/vnd.elasticsearch+json;compatible-with=8")));

        Assert.Equal("2", answer.Ids[0]);
        Assert.Equal("application/vnd.elasticsearch+json;compatible-with=8", fixture.Upstream.Last.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Search_HitsWithoutVectors_AreNeutralAndCounted()
    {
        await using var fixture = await StartAsync(withoutVector: [2]);

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", Json(Search)));

        Assert.Equal((4, 1), (answer.Verdict.Scored, answer.Verdict.Missing));
        Assert.Equal("3", answer.Ids[0]);
    }

    [Fact]
    public async Task Search_CompressedBothWays_IsReadAndAnsweredCompressed()
    {
        await using var fixture = await StartAsync();
        var index = Index(fixture);
        fixture.Upstream.Answer = async context =>
        {
            await fixture.Upstream.Last.KeepBodyAsync(context);
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(Gzip(index.Page(fixture.Upstream.Last.Text)));
        };
        var content = new ByteArrayContent(Gzip(Search)) { Headers = { { "Content-Type", "application/json" }, { "Content-Encoding", "gzip" } } };

        using var response = await fixture.SendAsync("POST", "/products/_search", content, ("Accept-Encoding", "br;q=1, gzip;q=0.8"));
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var plain = new StreamReader(new GZipStream(body, CompressionMode.Decompress));

        Assert.Contains("\"_id\":\"2\"", (await plain.ReadToEndAsync(TestContext.Current.CancellationToken))[..300], StringComparison.Ordinal);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal("gzip", fixture.Upstream.Last.Headers["Accept-Encoding"]);
        Assert.False(fixture.Upstream.Last.Headers.ContainsKey("Content-Encoding"));
    }

    [Theory]
    [InlineData("POST", "/products/_search", """{"sort":["price"],"query":{"match":{"title":"red"}}}""", "sort")]
    [InlineData("POST", "/products/_search", """{"query":{"match":{"title":"red"}},"size":0}""", "size_0")]
    [InlineData("POST", "/products/_search", """{"query":{"match_all":{}}}""", "no_query_text")]
    [InlineData("POST", "/products/_search", """{"query":{"match":{"title":"red"}},"from":10}""", "beyond_window")]
    [InlineData("POST", "/products/_search?scroll=1m", """{"query":{"match":{"title":"red"}}}""", "scroll")]
    [InlineData("POST", "/products/_search", "{ not json", "unreadable_body")]
    [InlineData("POST", "/other/_search", """{"query":{"match":{"title":"red"}}}""", "not_configured")]
    [InlineData("GET", "/_search", """{"query":{"match":{"title":"red"}}}""", "not_configured")]
    [InlineData("POST", "/products,other/_search", """{"query":{"match":{"title":"red"}}}""", "mixed_indices")]
    [InlineData("POST", "/%3Cproducts-%7Bnow%2Fd%7D%3E/_search", """{"query":{"match":{"title":"red"}}}""", "not_configured")]
    [InlineData("POST", "/products/_search/template", "{}", "unreadable_body")]
    [InlineData("POST", "/products/_async_search", "{}", "async_search")]
    [InlineData("POST", "/_search/scroll", "{}", "scroll")]
    public async Task Search_NotEligible_GoesOnByteForByteWithItsReason(string method, string target, string body, string reason)
    {
        await using var fixture = await StartAsync();

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync(method, target, Json(body)));

        Assert.Equal((RerankStatus.Skipped, reason), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal((target, body), (Assert.Single(fixture.Upstream.Seen).Target, fixture.Upstream.Last.Text));
    }

    [Theory]
    [InlineData("X-TwinBert", "off", "off")]
    [InlineData("X-TwinBert-Window", "0", "invalid_hint")]
    [InlineData("X-TwinBert-Window", "10001", "invalid_hint")]
    [InlineData("X-TwinBert-Window", "ten", "invalid_hint")]
    [InlineData("X-TwinBert-Weight", "20.5", "invalid_hint")]
    [InlineData("X-TwinBert-Weight", "-1", "invalid_hint")]
    [InlineData("X-TwinBert-Weight", "NaN", "invalid_hint")]
    [InlineData("X-TwinBert-Weight", "-Infinity", "invalid_hint")]
    [InlineData("X-TwinBert-Weight", "much", "invalid_hint")]
    [InlineData("Authorization", "AWS4-HMAC-SHA256 Credential=x", "signed_request")]
    public async Task Search_HeaderAgainstIt_IsLeftToTheEngine(string name, string value, string reason)
    {
        await using var fixture = await StartAsync();

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", Json(Search), (name, value)));

        Assert.Equal((RerankStatus.Skipped, reason), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal(["0", "1", "2"], answer.Ids);
        Assert.Equal(Search, fixture.Upstream.Last.Text);
    }

    [Theory]
    [InlineData("0", "0,1,2")]
    [InlineData("20", "2,3,0")]
    public async Task Search_WeightInTheRequest_WinsOverTheSettings(string weight, string order)
    {
        await using var fixture = await StartAsync();

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", Json(Search), ("X-TwinBert-Weight", weight)));

        Assert.Equal(RerankStatus.Reranked, answer.Verdict.Status);
        Assert.Equal(order.Split(','), answer.Ids);
    }

    [Fact]
    public async Task Search_OtherMediaType_GoesOnUntouched()
    {
        await using var fixture = await StartAsync();

        var answer = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_search", new StringContent("query: {}", Encoding.UTF8, "application/yaml")));

        Assert.Equal("content_type", answer.Verdict.Reason?.Name);
        Assert.Equal("query: {}", fixture.Upstream.Last.Text);
    }

    [Fact]
    public async Task Search_RequestOverTheLimit_GoesOnWhole()
    {
        await using var fixture = await StartAsync(
            settings => settings with { Options = settings.Options with { Limits = settings.Options.Limits with { MaxSearchRequestBytes = 1_024 } } });
        var body = Search + new string(' ', 100_000);

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", Json(body)));

        Assert.Equal("request_too_large", answer.Verdict.Reason?.Name);
        Assert.Equal(body, fixture.Upstream.Last.Text);
    }

    internal static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    internal static async Task<SidecarFixture> StartAsync(
        Func<Sidecar.Hosting.SidecarSettings, Sidecar.Hosting.SidecarSettings>? change = null,
        int[]? withoutVector = null)
    {
        var fixture = await SidecarFixture.StartAsync(change);
        fixture.Upstream.Answer = Index(fixture, withoutVector).AnswerAsync;
        return fixture;
    }

    internal static ScriptedIndex Index(SidecarFixture fixture, int[]? withoutVector = null) =>
        new(fixture.Upstream) { Titles = Titles, WithoutVector = (withoutVector ?? []).ToHashSet() };

    private static byte[] Gzip(string text)
    {
        using var all = new MemoryStream();
        using (var gzip = new GZipStream(all, CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return all.ToArray();
    }
}
