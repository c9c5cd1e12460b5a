using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Admission;

/// <summary>One client may send so many requests; what it does is nothing to another.</summary>
public sealed class ClientRateTests
{
    [Fact]
    public async Task Requests_MoreThanOneClientMaySend_AreRefusedToItAlone()
    {
        await using var fixture = await StartAsync(1);

        var served = 0;
        var answer = await fixture.SendAsync("GET", "/_cat/indices", null, ("Authorization", "ApiKey one"));
        for (; answer.IsSuccessStatusCode && served < 1_000; served++)
        {
            answer.Dispose();
            answer = await fixture.SendAsync("GET", "/_cat/indices", null, ("Authorization", "ApiKey one"));
        }

        using var refused = answer;
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal("1", refused.Headers.GetValues("Retry-After").Single());
        Assert.InRange(served, 2, 999);
        Assert.Equal(served, fixture.Upstream.Seen.Count);
        Assert.Equal(200, await StatusAsync(fixture, "/_cat/indices", "ApiKey two"));
        Assert.Equal(200, await StatusAsync(fixture, "/_twinbert/health/live", "ApiKey one"));
    }

    [Fact]
    public async Task Requests_WithoutALimit_AreNotCounted()
    {
        await using var fixture = await StartAsync(0);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await StatusAsync(fixture, "/_cat/indices", "ApiKey one"));
        }
    }

    private static Task<SidecarFixture> StartAsync(int perSecond) => SidecarFixture.StartAsync(settings => settings with
    {
        Options = settings.Options with { Limits = settings.Options.Limits with { MaxRequestsPerSecond = perSecond } },
    });

    private static async Task<int> StatusAsync(SidecarFixture fixture, string target, string authorization)
    {
        using var answer = await fixture.SendAsync("GET", target, null, ("Authorization", authorization));
        return (int)answer.StatusCode;
    }
}
