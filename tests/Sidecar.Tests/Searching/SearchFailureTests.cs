using System.Net;
using System.Text.Json;
using TwinBert.Model.Crossing;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class SearchFailureTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private const string EngineError = """{"error":{"type":"parsing_exception","reason":"no"},"status":400}""";

    [Fact]
    public async Task Search_EncoderThrows_GivesTheEnginesOwnPage()
    {
        var encoder = new ScriptedEncoder((_, _) => throw new InvalidOperationException("no encoder today"));
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with { Model = SidecarFixture.Model(encoder) });

        await AssertEnginePageAsync(fixture, "encoder");
    }

    [Fact]
    public async Task Search_EncoderHangs_GivesTheEnginesOwnPageAtTheDeadlineAndCancelsTheEncoder()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var encoder = new ScriptedEncoder(async (_, token) =>
        {
            token.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("unreachable");
        });
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            Model = SidecarFixture.Model(encoder),
            Options = settings.Options with { Limits = new() { RerankTimeout = TimeSpan.FromMilliseconds(300) } },
        });

        await AssertEnginePageAsync(fixture, "deadline");
        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Search_CrossingThrowsOrGivesNoNumber_GivesTheEnginesOwnPage(bool throws)
    {
        var crossing = new ScriptedCrossing(
            similarities => similarities.AsSpan().Fill(throws ? throw new InvalidOperationException("no crossing today") : float.NaN));
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with { Model = settings.Model with { Heads = [new(crossing, 0)] } });
        crossing.HasBegun = true;

        await AssertEnginePageAsync(fixture, "crossing");
    }

    [Fact]
    public async Task Search_EngineRefusesTheWiderSearchAlone_SendsTheClientsOwnOnce()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        var index = fixture.Upstream.Answer;
        fixture.Upstream.Answer = async context =>
        {
            var isOurs = fixture.Upstream.Seen.Count == 1;
            await (isOurs ? ScriptedUpstream.Json(EngineError, 400) : index)(context);
        };

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search?routing=x", SearchRerankTests.Json(Search)));

        Assert.Equal((RerankStatus.Failed, "widening_refused"), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal(["0", "1", "2"], answer.Ids);
        Assert.Equal(("/products/_search?routing=x", Search, 2), (fixture.Upstream.Last.Target, fixture.Upstream.Last.Text, fixture.Upstream.Seen.Count));
    }

    [Fact]
    public async Task Search_EngineRefusesTheClientsOwnToo_ItsErrorComesBackUnchanged()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json(EngineError, 400);

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal((HttpStatusCode.BadRequest, EngineError), (answer.Response.StatusCode, answer.Body));
        Assert.Equal((RerankStatus.Skipped, "engine_error"), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Search_AnyOtherError_ComesBackUnchangedAfterOneRequest(int status)
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        fixture.Upstream.Answer = async context =>
        {
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers.WWWAuthenticate = "ApiKey";
            await ScriptedUpstream.Json(EngineError, status)(context);
        };

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal((status, EngineError, "engine_error"), ((int)answer.Response.StatusCode, answer.Body, answer.Verdict.Reason?.Name));
        Assert.Equal(("7", "ApiKey"), (answer.Response.Headers.RetryAfter?.ToString(), answer.Response.Headers.WwwAuthenticate.ToString()));
        Assert.Single(fixture.Upstream.Seen);
    }

    [Fact]
    public async Task Search_AnswerOverTheLimit_SendsTheClientsOwnAndStreamsIt()
    {
        await using var fixture = await SearchRerankTests.StartAsync(
            settings => settings with { Options = settings.Options with { Limits = settings.Options.Limits with { MaxResponseBytes = 1_024 } } });

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal((RerankStatus.Failed, "response_too_large"), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal(["0", "1", "2"], answer.Ids);
        Assert.Equal(Search, fixture.Upstream.Last.Text);
    }

    [Fact]
    public async Task Search_AnswerThatNoEngineGives_SendsTheClientsOwn()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json("""{"hits":"none"}""");

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal((RerankStatus.Failed, "response_unreadable", """{"hits":"none"}"""), (answer.Verdict.Status, answer.Verdict.Reason?.Name, answer.Body));
    }

    [Fact]
    public async Task Search_EngineGone_Answers502WithAVerdict()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        (await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search))).Dispose();
        await fixture.Upstream.DisposeAsync();

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal((HttpStatusCode.BadGateway, "engine_error"), (answer.Response.StatusCode, answer.Verdict.Reason?.Name));
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal("upstream_unreachable_exception", body.RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Search_EngineThatDoesNotSayWhoItIs_IsLeftAlone()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        fixture.Upstream.Root = "hello";

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal((RerankStatus.Skipped, "engine_unknown", Search), (answer.Verdict.Status, answer.Verdict.Reason?.Name, fixture.Upstream.Last.Text));
    }

    [Fact]
    public async Task Search_ClientHangsUp_CancelsTheEnginesSearch()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Answer = async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            arrived.SetResult();
            await aborted.Task;
        };
        var connection = await RawConnection.OpenAsync(fixture.Host.Url);
        await connection.WriteAsync(
            $"POST /products/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Search.Length}\r\n\r\n{Search}");
        await arrived.Task;

        connection.Dispose();

        await aborted.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(aborted.Task.IsCompletedSuccessfully);
    }

    private static async Task AssertEnginePageAsync(SidecarFixture fixture, string reason)
    {
        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));
        var engine = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search), ("X-TwinBert", "off")));

        Assert.Equal((RerankStatus.Failed, reason), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal(WithoutTook(engine.Body), WithoutTook(answer.Body));
        Assert.Contains("\"took\" : ", answer.Body, StringComparison.Ordinal);
    }

    private static string WithoutTook(string body) => body[body.IndexOf(",\"timed_out\"", StringComparison.Ordinal)..];
}
