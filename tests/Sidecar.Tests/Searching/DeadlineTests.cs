using Microsoft.Extensions.Time.Testing;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);
    private readonly FakeTimeProvider _time = new();
    private readonly HashEncoder _inner = new();

    [Theory]
    [InlineData("", "", 499, null)]
    [InlineData("", "", 500, "deadline")]
    [InlineData("", ",\"timeout\":\"1s\"", 199, null)]
    [InlineData("", ",\"timeout\":\"1s\"", 200, "deadline")]
    [InlineData("?timeout=1s", ",\"timeout\":\"5m\"", 200, "deadline")]
    [InlineData("", ",\"timeout\":\"5m\"", 499, null)]
    [InlineData("", ",\"timeout\":\"5m\"", 500, "deadline")]
    [InlineData("", ",\"timeout\":\"-1\"", 499, null)]
    public async Task Search_OwnWorkTakesSoLong_IsRerankedOnlyWithinItsTime(string url, string member, int milliseconds, string? reason)
    {
        await using var fixture = await StartAsync(TimeSpan.FromMilliseconds(milliseconds));

        var answer = await SendAsync(fixture, url, member);

        Assert.Equal((reason is null ? RerankStatus.Reranked : RerankStatus.Failed, reason), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal(reason is null ? ["2", "3", "0"] : ["0", "1", "2"], answer.Ids);
        Assert.Single(fixture.Upstream.Seen);
    }

    [Fact]
    public async Task Search_EngineTakesLong_IsNotCounted()
    {
        await using var fixture = await StartAsync(TimeSpan.Zero);
        var engine = fixture.Upstream.Answer;
        fixture.Upstream.Answer = context =>
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            return engine(context);
        };

        Assert.Equal(RerankStatus.Reranked, (await SendAsync(fixture, "", ",\"timeout\":\"1s\"")).Verdict.Status);
    }

    [Fact]
    public async Task MultiSearch_OneOfThemGivesLittleTime_HoldsForAllOfThem()
    {
        await using var fixture = await StartAsync(TimeSpan.FromMilliseconds(100));
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, SearchRerankTests.Index(fixture)).AnswerAsync;

        var answer = await MultiSearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines("{}", Body(""), "{}", Body(",\"timeout\":\"1s\""))));

        Assert.Equal(["reranked", "failed:deadline"], answer.Ends);
        Assert.Equal([["2", "3", "0"], ["0", "1", "2"]], answer.Items.Select(SearchIds.Of));
    }

    private static string Body(string member) => $$$"""{"query":{"match":{"title":"tie boot"}},"size":3{{{member}}}}""";

    private static async Task<SearchAnswer> SendAsync(SidecarFixture fixture, string url, string member) =>
        await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search" + url, SearchRerankTests.Json(Body(member))));

    private async Task<SidecarFixture> StartAsync(TimeSpan age)
    {
        var crossing = new ScriptedCrossing(_ => _time.Advance(age));
        var fixture = await SearchRerankTests.StartAsync(settings => settings with
        {
            Model = SidecarFixture.Model(_inner) with { Heads = [new(crossing, 0)] },
            TimeProvider = _time,
            Options = settings.Options with { Limits = new() { RerankTimeout = Limit } },
        });
        crossing.HasBegun = true;
        return fixture;
    }
}
