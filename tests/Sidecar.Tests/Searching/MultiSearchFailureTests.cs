using System.Net;
using TwinBert.Protocol;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class MultiSearchFailureTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private const string Scarf = """{"query":{"match":{"title":"pink scarf"}},"size":3}""";
    private const string Odd = """{"routing":"odd"}""";
    private const string Refused = """{"error":{"type":"parsing_exception","reason":"no"},"status":400}""";
    private const string Missing = """{"error":{"type":"index_not_found_exception","reason":"no such index"},"status":404}""";
    private const string Busy = """{"error":{"type":"es_rejected_execution_exception","reason":"busy"},"status":429}""";

    [Fact]
    public async Task MultiSearch_EncoderThrowsForOneQuery_GivesOnlyThatTheEnginesOwnPage()
    {
        var inner = new HashEncoder();
        var encoder = new ScriptedEncoder(
            (text, token) => text == "tie boot" ? throw new InvalidOperationException("not this one") : inner.EncodeAsync(text, token));
        await using var fixture = await StartAsync((_, _) => null, settings => settings with { Model = SidecarFixture.Model(encoder) });

        var answer = await SendAsync(fixture, "{}", Search, "{}", Scarf);

        Assert.Equal(["failed:encoder", "reranked"], answer.Ends);
        Assert.Equal([["0", "1", "2"], ["4", "0", "1"]], answer.Items.Select(SearchIds.Of));
    }

    [Theory]
    [InlineData(Missing, "skipped:engine_error")]
    [InlineData(Busy, "skipped:engine_error")]
    public async Task MultiSearch_ErrorOfOneSearch_StaysWithItAndNothingIsSentAgain(string error, string end)
    {
        await using var fixture = await StartAsync((header, _) => header == Odd ? error : null);

        var answer = await SendAsync(fixture, "{}", Search, Odd, Search, "{}", Search);

        Assert.Equal(["reranked", end, "reranked"], answer.Ends);
        Assert.Equal(error, answer.Items[1]);
        Assert.Single(fixture.Upstream.Seen);
    }

    [Theory]
    [InlineData(Refused, "failed:widening_refused")]
    [InlineData("""{"hits":"none"}""", "failed:response_unreadable")]
    public async Task MultiSearch_WidenedSearchOfNoUse_SendsThatSearchAloneOnceMore(string instead, string end)
    {
        await using var fixture = await StartAsync(
            (header, body) => header == Odd && body.Contains("docvalue_fields", StringComparison.Ordinal) ? instead : null);

        var answer = await SendAsync(fixture, "{}", Search, Odd, Search, "{}", Search, Odd, Scarf);

        Assert.Equal(["reranked", end, "reranked", end], answer.Ends);
        Assert.Equal([["2", "3", "0"], ["0", "1", "2"], ["2", "3", "0"], ["0", "1", "2"]], answer.Items.Select(SearchIds.Of));
        Assert.Equal((2, $"{Odd}\n{Search}\n{Odd}\n{Scarf}\n"), (fixture.Upstream.Seen.Count, fixture.Upstream.Last.Text));
        Assert.DoesNotContain("twinbert", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MultiSearch_OwnSearchRefusedToo_HasTheEnginesError()
    {
        await using var fixture = await StartAsync((header, _) => header == Odd ? Refused : null);

        var answer = await SendAsync(fixture, Odd, Search, "{}", Search);

        Assert.Equal(["skipped:engine_error", "reranked"], answer.Ends);
        Assert.Equal((Refused, 2), (answer.Items[0], fixture.Upstream.Seen.Count));
    }

    [Theory]
    [InlineData(429, Busy, Busy)]
    [InlineData(200, "{}", null)]
    [InlineData(503, "no", null)]
    public async Task MultiSearch_SecondRequestGetsNoAnswers_GivesEachOfItsSearchesAnErrorAndTheOthersTheirPages(int status, string body, string? expected)
    {
        await using var fixture = await StartAsync((header, _) => header == Odd ? Refused : null);
        var first = fixture.Upstream.Answer;
        fixture.Upstream.Answer = context => fixture.Upstream.Seen.Count == 1 ? first(context) : ScriptedUpstream.Json(body, status)(context);

        var answer = await SendAsync(fixture, Odd, Search, "{}", Search);

        Assert.Equal(["skipped:engine_error", "reranked"], answer.Ends);
        Assert.Equal(["2", "3", "0"], SearchIds.Of(answer.Items[1]));
        Assert.Contains(expected ?? "\"type\":\"upstream_answer_exception\"", answer.Items[0], StringComparison.Ordinal);
        Assert.Equal(2, fixture.Upstream.Seen.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task MultiSearch_ErrorOfTheWhole_ComesBackUnchangedAfterOneRequest(int status)
    {
        await using var fixture = await StartAsync((_, _) => null);
        fixture.Upstream.Answer = ScriptedUpstream.Json(Busy, status);

        var answer = await SendAsync(fixture, "{}", Search, "{}", """{"size":0}""");

        Assert.Equal((status, Busy), ((int)answer.Response.StatusCode, answer.Body));
        Assert.Equal(["skipped:engine_error", "skipped:size_0"], answer.Ends);
        Assert.Single(fixture.Upstream.Seen);
    }

    [Fact]
    public async Task MultiSearch_WholeRefusedForOurSake_SendsTheClientsOwnOnce()
    {
        await using var fixture = await StartAsync((_, _) => null);
        var index = fixture.Upstream.Answer;
        fixture.Upstream.Answer = context => fixture.Upstream.Seen.Count == 1 ? ScriptedUpstream.Json(Refused, 400)(context) : index(context);

        var answer = await SendAsync(fixture, "{}", Search, "{}", """{"size":0}""");

        Assert.Equal((RerankStatus.Failed, "several", HttpStatusCode.OK), (answer.Verdict.Status, answer.Verdict.Reason?.Name, answer.Response.StatusCode));
        Assert.Equal(["failed:widening_refused", "skipped:size_0"], answer.Ends);
        Assert.Equal(["0", "1", "2"], SearchIds.Of(answer.Items[0]));
        Assert.Equal((2, "{}\n" + Search + "\n{}\n{\"size\":0}\n"), (fixture.Upstream.Seen.Count, fixture.Upstream.Last.Text));
    }

    [Fact]
    public async Task MultiSearch_WholeRefusedAnyway_HasTheEnginesErrorUnchanged()
    {
        await using var fixture = await StartAsync((_, _) => null);
        fixture.Upstream.Answer = ScriptedUpstream.Json(Refused, 400);

        var answer = await SendAsync(fixture, "{}", Search);

        Assert.Equal((HttpStatusCode.BadRequest, Refused), (answer.Response.StatusCode, answer.Body));
        Assert.Equal(["skipped:engine_error"], answer.Ends);
    }

    [Fact]
    public async Task MultiSearch_AnswerOverTheLimit_SendsTheClientsOwnAndStreamsIt()
    {
        await using var fixture = await StartAsync(
            (_, _) => null,
            settings => settings with { Options = settings.Options with { Limits = settings.Options.Limits with { MaxResponseBytes = 2_048 } } });

        var answer = await SendAsync(fixture, "{}", Search, "{}", Search);

        Assert.Equal(["failed:response_too_large", "failed:response_too_large"], answer.Ends);
        Assert.Equal(["0", "1", "2"], SearchIds.Of(answer.Items[0]));
    }

    [Fact]
    public async Task MultiSearch_EngineGone_Answers502WithAVerdict()
    {
        await using var fixture = await StartAsync((_, _) => null);
        (await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines("{}", Search))).Dispose();
        await fixture.Upstream.DisposeAsync();

        var answer = await SendAsync(fixture, "{}", Search);

        Assert.Equal(HttpStatusCode.BadGateway, answer.Response.StatusCode);
        Assert.Equal(["skipped:engine_error"], answer.Ends);
    }

    private static async Task<MultiSearchAnswer> SendAsync(SidecarFixture fixture, params string[] lines) =>
        await MultiSearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines(lines)));

    private static async Task<SidecarFixture> StartAsync(Func<string, string, string?> instead, Func<SidecarSettings, SidecarSettings>? change = null)
    {
        var fixture = await SearchRerankTests.StartAsync(change);
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, SearchRerankTests.Index(fixture)) { Instead = instead }.AnswerAsync;
        return fixture;
    }
}
