using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class TemplateTests
{
    private const string Template = """{"id":"by-title","params":{"q":"tie boot"},"explain":true}""";
    private const string Rendered = """{"query":{"match":{"title":"tie boot"}},"size":3}""";

    [Fact]
    public async Task Template_ThatTheEngineRenders_IsRerankedInTheFormOfOne()
    {
        await using var fixture = await StartAsync(Rendered);

        var answer = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_search/template?routing=a", SearchRerankTests.Json(Template), ("Authorization", "ApiKey abc")));

        Assert.Equal(["2", "3", "0"], answer.Ids);
        Assert.EndsWith(",\"status\":200}", answer.Body, StringComparison.Ordinal);
        var (render, search) = (fixture.Upstream.Seen.First(), fixture.Upstream.Last);
        Assert.Equal(("/_render/template", Template, "ApiKey abc"), (render.Target, render.Text, render.Headers["Authorization"]));
        Assert.Equal((2, "/products/_search/template?routing=a"), (fixture.Upstream.Seen.Count, search.Target));
        Assert.StartsWith("""{"source":"{{{twinbert}}}","params":{"twinbert":""", search.Text, StringComparison.Ordinal);
        Assert.EndsWith(",\"explain\":true}", search.Text, StringComparison.Ordinal);
        Assert.StartsWith("""{"query":{"match":{"title":"tie boot"}},"size":10""", Inner(search.Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Template, """{"query":{"match":{"title":"tie boot"}},"sort":["price"]}""", "", "sort", 2)]
    [InlineData(Template, null, "", "search_template", 2)]
    [InlineData("""{"id":"t","profile":true}""", Rendered, "", "profile", 1)]
    [InlineData("""{"id":"t","mystery":true}""", Rendered, "", "unknown_key", 1)]
    [InlineData("""{"id":""", Rendered, "", "unreadable_body", 1)]
    [InlineData(Template, Rendered, "?size=3", "unknown_parameter", 1)]
    [InlineData(Template, Rendered, "?filter_path=hits", "filter_path", 1)]
    [InlineData(Template, Rendered, "?scroll=1m", "scroll", 1)]
    public async Task Template_NotEligible_GoesOnByteForByteWithItsReason(string body, string? rendered, string query, string reason, int requests)
    {
        await using var fixture = await StartAsync(rendered);

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search/template" + query, SearchRerankTests.Json(body)));

        Assert.Equal((RerankStatus.Skipped, reason), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal(
            ("/products/_search/template" + query, body, requests),
            (fixture.Upstream.Last.Target, fixture.Upstream.Last.Text, fixture.Upstream.Seen.Count));
    }

    [Fact]
    public async Task Template_WiderSearchRefused_SendsTheClientsOwnTemplate()
    {
        await using var fixture = await StartAsync(Rendered, refuses: true);

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search/template", SearchRerankTests.Json(Template)));

        Assert.Equal((RerankStatus.Failed, "widening_refused", Template), (answer.Verdict.Status, answer.Verdict.Reason?.Name, fixture.Upstream.Last.Text));
    }

    [Fact]
    public async Task MultiTemplate_EachThatTheEngineRenders_IsReranked()
    {
        const string Other = """{ "id":"refused" }""";
        await using var fixture = await StartAsync(Rendered);

        var answer = await MultiSearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_msearch/template", ScriptedSearches.Lines("{}", Template, "{}", Other)));

        Assert.Equal(["reranked", "skipped:search_template"], answer.Ends);
        Assert.Equal(["2", "3", "0"], SearchIds.Of(answer.Items[0]));
        Assert.Equal(["{}", Other, ""], fixture.Upstream.Last.Text.Split('\n')[2..]);
    }

    private static string Inner(string template) =>
        JsonDocument.Parse(template).RootElement.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("twinbert", out var text)
            ? text.GetString()!
            : template;

    private static async Task<SidecarFixture> StartAsync(string? rendered, bool refuses = false)
    {
        var fixture = await SearchRerankTests.StartAsync();
        var index = SearchRerankTests.Index(fixture);
        fixture.Upstream.Answer = async context =>
        {
            var seen = fixture.Upstream.Last;
            await seen.KeepBodyAsync(context);
            await Answer(seen, index, rendered, refuses)(context);
        };
        return fixture;
    }

    private static RequestDelegate Answer(SeenRequest seen, ScriptedIndex index, string? rendered, bool refuses)
    {
        if (seen.Target == "/_render/template")
        {
            return rendered is null || seen.Text.Contains("refused", StringComparison.Ordinal)
                ? ScriptedUpstream.Json("""{"error":{},"status":404}""", 404)
                : ScriptedUpstream.Json($$"""{"template_output":{{rendered}}}""");
        }

        if (refuses && seen.Text.Contains("docvalue_fields", StringComparison.Ordinal))
        {
            return ScriptedUpstream.Json("""{"error":{},"status":400}""", 400);
        }

        return seen.Target.Contains("_msearch", StringComparison.Ordinal)
            ? ScriptedUpstream.Json(
                "{\"took\":1,\"responses\":[" + string.Join(',', seen.Text.Split('\n')[..^1].Chunk(2).Select(pair => Item(index, pair[1]))) + "]}")
            : ScriptedUpstream.Json(Item(index, seen.Text.StartsWith("{\"source\"", StringComparison.Ordinal) ? seen.Text : "{}"));
    }

    private static string Item(ScriptedIndex index, string template) => index.Page(Inner(template))[..^1] + ",\"status\":200}";
}
