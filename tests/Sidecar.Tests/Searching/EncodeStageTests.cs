using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class EncodeStageTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private const string Scarf = """{"query":{"match":{"title":"pink scarf"}},"size":3}""";
    private readonly HashEncoder _inner = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Search_AllPlacesTaken_GoesOnAsTheClientWroteItAndOnce()
    {
        await using var fixture = await StartAsync(new() { MaxPendingEncodings = 1 });
        var first = await OccupyAsync(fixture);

        var shed = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search?routing=x", SearchRerankTests.Json(Scarf)));
        using var status = await StatusAsync(fixture);
        _released.SetResult();
        var waiting = await SearchAnswer.ReadAsync(await first.Answer);
        var next = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Scarf)));

        Assert.Equal((RerankStatus.Skipped, "overloaded"), (shed.Verdict.Status, shed.Verdict.Reason?.Name));
        Assert.Equal(["0", "1", "2"], shed.Ids);
        Assert.Equal(Scarf, Assert.Single(fixture.Upstream.Seen, seen => seen.Target.EndsWith("routing=x", StringComparison.Ordinal)).Text);
        Assert.Equal("""{"state":"closed","pending":1}""", status.RootElement.GetProperty("encoder").GetRawText());
        Assert.Equal("""{"overloaded":1}""", status.RootElement.GetProperty("searches").GetProperty("skipped").GetRawText());
        Assert.Equal((RerankStatus.Reranked, RerankStatus.Reranked), (waiting.Verdict.Status, next.Verdict.Status));
    }

    [Fact]
    public async Task Search_AllPlacesTaken_IsRerankedWhereTheQueryIsKnown()
    {
        var known = await _inner.EncodeAsync("pink scarf", TestContext.Current.CancellationToken);
        var cache = new ScriptedCache();
        cache.Keep("pink scarf", known);
        await using var fixture = await StartAsync(new() { MaxPendingEncodings = 1 }, cache);
        var first = await OccupyAsync(fixture);

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Scarf)));
        var several = await SendSeveralAsync(fixture, "{}", Scarf, "{}", """{"query":{"match":{"title":"hat"}},"size":3}""");
        _released.SetResult();
        (await first.Answer).Dispose();

        Assert.Equal((RerankStatus.Reranked, "4"), (answer.Verdict.Status, answer.Ids[0]));
        Assert.Equal(["reranked", "skipped:overloaded"], several.Ends);
        Assert.Equal([["4", "0", "1"], ["0", "1", "2"]], several.Items.Select(SearchIds.Of));
    }

    [Fact]
    public async Task MultiSearch_AllPlacesTaken_GoesOnToTheByte()
    {
        await using var fixture = await StartAsync(new() { MaxPendingEncodings = 1 });
        var first = await OccupyAsync(fixture);

        var several = await SendSeveralAsync(fixture, "{}", Scarf, "{}", """{"size":0}""");
        _released.SetResult();
        (await first.Answer).Dispose();

        Assert.Equal(["skipped:overloaded", "skipped:size_0"], several.Ends);
        Assert.Equal($"{{}}\n{Scarf}\n{{}}\n{{\"size\":0}}\n", fixture.Upstream.Last.Text);
    }

    [Fact]
    public async Task Search_EncoderFailsAgainAndAgain_PassesItOverUntilAProbeSucceeds()
    {
        var time = new FakeTimeProvider();
        var fails = true;
        var calls = 0;
        var encoder = new ScriptedEncoder(
            (text, token) => ++calls > 0 && fails ? throw new EncodingException("no encoder today") : _inner.EncodeAsync(text, token));
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            Model = SidecarFixture.Model(encoder),
            TimeProvider = time,
            Options = settings.Options with { Limits = settings.Options.Limits with { BreakAfterFailures = 2, BreakDuration = TimeSpan.FromSeconds(5) } },
        });

        Assert.Equal(["encoder", "encoder", "encoder_open"], [await ReasonAsync(fixture), await ReasonAsync(fixture), await ReasonAsync(fixture)]);
        Assert.Equal((2, Search), (calls, fixture.Upstream.Last.Text));
        Assert.Equal(["skipped:encoder_open"], (await SendSeveralAsync(fixture, "{}", Search)).Ends);
        Assert.Equal("open", await StateAsync(fixture));

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("half_open", await StateAsync(fixture));
        Assert.Equal(["encoder", "encoder_open"], [await ReasonAsync(fixture), await ReasonAsync(fixture)]);

        time.Advance(TimeSpan.FromSeconds(5));
        fails = false;
        Assert.Null(await ReasonAsync(fixture));
        Assert.Equal("closed", await StateAsync(fixture));
    }

    [Fact]
    public async Task MultiSearch_EncoderOpensMeanwhile_GivesTheRestTheEnginesPage()
    {
        var encoder = new ScriptedEncoder((_, _) => throw new EncodingException("no encoder today"));
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            Model = SidecarFixture.Model(encoder),
            Options = settings.Options with { Limits = new() { BreakAfterFailures = 1, RerankTimeout = TimeSpan.FromMinutes(1) } },
        });

        var several = await SendSeveralAsync(fixture, "{}", Search, "{}", Scarf);

        Assert.Equal(["failed:encoder", "skipped:encoder_open"], several.Ends);
        Assert.Equal([["0", "1", "2"], ["0", "1", "2"]], several.Items.Select(SearchIds.Of));
        Assert.Single(fixture.Upstream.Seen);
    }

    [Fact]
    public async Task MultiSearch_NoneOfManyQueriesEncodedInTime_IsOneFailureOfTheEncoder()
    {
        var encoder = new ScriptedEncoder(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("unreachable");
        });
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            Model = SidecarFixture.Model(encoder),
            Options = settings.Options with { Limits = new() { BreakAfterFailures = 2, RerankTimeout = TimeSpan.FromMilliseconds(50) } },
        });

        var several = await SendSeveralAsync(fixture, "{}", Search, "{}", Scarf, "{}", Search.Replace("tie", "hat", StringComparison.Ordinal));

        Assert.Equal(["failed:deadline", "failed:deadline", "failed:deadline"], several.Ends);
        Assert.Equal("closed", await StateAsync(fixture));
        Assert.Equal(["failed:deadline"], (await SendSeveralAsync(fixture, "{}", Search)).Ends);
        Assert.Equal("open", await StateAsync(fixture));
    }

    [Fact]
    public async Task MultiSearch_OneQueryEncodedAndTheNextTooLate_SaysNothingOfTheEncoder()
    {
        var encoder = new ScriptedEncoder(async (text, token) =>
        {
            await Task.Delay(text == "tie boot" ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, token);
            return await _inner.EncodeAsync(text, token);
        });
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            Model = SidecarFixture.Model(encoder),
            Options = settings.Options with { Limits = new() { BreakAfterFailures = 1, RerankTimeout = TimeSpan.FromSeconds(1) } },
        });

        var several = await SendSeveralAsync(fixture, "{}", Search, "{}", Scarf);

        Assert.Equal(["reranked", "failed:deadline"], several.Ends);
        Assert.Equal("closed", await StateAsync(fixture));
    }

    /// <summary>Sends a search that stays in the encoder, and waits until the engine has answered it.</summary>
    private async Task<Occupant> OccupyAsync(SidecarFixture fixture)
    {
        var engine = fixture.Upstream.Answer;
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Answer = async context =>
        {
            await engine(context);
            answered.TrySetResult();
        };
        var answer = fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search));
        await _entered.Task;
        await answered.Task;
        return new(answer);
    }

    private Task<SidecarFixture> StartAsync(LimitOptions limits, ScriptedCache? cache = null)
    {
        var encoder = new ScriptedEncoder(async (text, token) =>
        {
            _entered.TrySetResult();
            await _released.Task;
            return await _inner.EncodeAsync(text, token);
        });
        return SearchRerankTests.StartAsync(settings => settings with
        {
            Model = SidecarFixture.Model(encoder) with { QueryCache = cache },
            Options = settings.Options with { Limits = limits with { RerankTimeout = TimeSpan.FromMinutes(1) } },
        });
    }

    private static async Task<string?> ReasonAsync(SidecarFixture fixture) =>
        (await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)))).Verdict.Reason?.Name;

    private static async Task<MultiSearchAnswer> SendSeveralAsync(SidecarFixture fixture, params string[] lines)
    {
        var single = fixture.Upstream.Answer;
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, SearchRerankTests.Index(fixture)).AnswerAsync;
        var answer = await MultiSearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines(lines)));
        fixture.Upstream.Answer = single;
        return answer;
    }

    private static async Task<JsonDocument> StatusAsync(SidecarFixture fixture)
    {
        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string?> StateAsync(SidecarFixture fixture)
    {
        using var status = await StatusAsync(fixture);
        return status.RootElement.GetProperty("encoder").GetProperty("state").GetString();
    }

    private sealed record Occupant(Task<HttpResponseMessage> Answer);
}
