using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

/// <summary>How the sidecar finds out which fields suggestions are made of, and what becomes of their searches until then.</summary>
public sealed class FieldKnowledgeTests
{
    private const string InStarts = """{"query":{"match":{"title.starts":"tie boo"}},"size":3}""";
    private const string InBoth = """{"query":{"multi_match":{"query":"tie boo","fields":["title","title.starts"]}},"size":3}""";
    private const string HalfTyped = "half_typed";

    private static readonly RequestDelegate Analysis = ScriptedUpstream.Json(
        """{"products":{"settings":{"index":{"analysis":{"analyzer":{"starts":{"tokenizer":"edge_ngram"}}}}}}}""");

    private static readonly RequestDelegate Fields = ScriptedUpstream.Json(
        """{"products":{"mappings":{"properties":{"title":{"type":"text","fields":{"starts":{"type":"text","analyzer":"starts"}}}}}}}""");

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _askedBy = new();
    private readonly TaskCompletionSource _mayAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Search_InAFieldOfBeginnings_IsLeftToTheEngineOnceThatIsKnown()
    {
        await using var fixture = await StartAsync();
        fixture.Upstream.Questions[ScriptedUpstream.Settings] = async context =>
        {
            await _mayAnswer.Task;
            await Analysis(context);
        };

        Assert.Null(await SearchAsync(fixture, InStarts));
        _mayAnswer.SetResult();
        await UntilAsync(fixture, HalfTyped);

        Assert.Equal(InStarts, fixture.Upstream.LastSearch.Text);
        Assert.Null(await SearchAsync(fixture, InBoth));
        Assert.Null(await SearchAsync(fixture, InStarts, ("X-TwinBert-Query", "tie")));
    }

    [Fact]
    public async Task Search_TenMinutesLater_IsAskedAboutAgainAndGoesByWhatWasKnownMeanwhile()
    {
        await using var fixture = await StartAsync();
        await UntilAsync(fixture, HalfTyped);
        var asked = _askedBy.Count;
        fixture.Upstream.Questions[ScriptedUpstream.Settings] = async context =>
        {
            await _mayAnswer.Task;
            await ScriptedUpstream.Json("{}")(context);
        };

        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(HalfTyped, await SearchAsync(fixture, InStarts));
        Assert.Equal(asked, _askedBy.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HalfTyped, await SearchAsync(fixture, InStarts));
        _mayAnswer.SetResult();

        await UntilAsync(fixture, null);
    }

    [Fact]
    public async Task Search_OfACallerWhoMayNotReadSettings_GoesByWhatTheOperatorReads()
    {
        await using var fixture = await StartAsync(isOperated: true);
        fixture.Upstream.Questions[ScriptedUpstream.Settings] =
            context => (ByOperator(context) ? Analysis : ScriptedUpstream.Json("{}", 403))(context);

        await UntilAsync(fixture, HalfTyped);
    }

    [Fact]
    public async Task Search_OfACallerWhoMayReadWhatTheOperatorMayNot_GoesByWhatHeReads()
    {
        await using var fixture = await StartAsync(isOperated: true);
        fixture.Upstream.Questions[ScriptedUpstream.Settings] =
            context => (ByOperator(context) ? ScriptedUpstream.Json("{}", 403) : Analysis)(context);

        await UntilAsync(fixture, HalfTyped);
    }

    [Fact]
    public async Task Search_WhereNobodyMayReadSettings_IsTakenWholeAndAskedAboutOnceAMinute()
    {
        await using var fixture = await StartAsync();
        var asked = 0;
        fixture.Upstream.Questions[ScriptedUpstream.Settings] = context =>
        {
            Interlocked.Increment(ref asked);
            return ScriptedUpstream.Json("{}", 403)(context);
        };

        for (var minute = 1; minute <= 3; minute++)
        {
            Assert.Null(await SearchAsync(fixture, InStarts));
            Assert.Null(await SearchAsync(fixture, InStarts));
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref asked) == minute, TimeSpan.FromSeconds(30)));
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static bool ByOperator(HttpContext context) => context.Request.Headers.Authorization.ToString().StartsWith("ApiKey", StringComparison.Ordinal);

    private static async Task UntilAsync(SidecarFixture fixture, string? reason)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (await SearchAsync(fixture, InStarts) is var found && found != reason)
        {
            Assert.True(DateTime.UtcNow < end, found ?? "reranked");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string?> SearchAsync(SidecarFixture fixture, string body, params (string Name, string Value)[] headers) =>
        (await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(body), headers))).Verdict.Reason?.Name;

    private async Task<SidecarFixture> StartAsync(bool isOperated = false)
    {
        var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            TimeProvider = _time,
            Options = isOperated ? settings.Options with { Upstream = settings.Options.Upstream with { ApiKey = "operator" } } : settings.Options,
        });
        fixture.Upstream.Questions[ScriptedUpstream.Settings] = Analysis;
        fixture.Upstream.Questions[ScriptedUpstream.Mapping] = context =>
        {
            _askedBy.Enqueue(context.Request.Headers.Authorization.ToString());
            return Fields(context);
        };
        return fixture;
    }
}
