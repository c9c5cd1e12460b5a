using TwinBert.Configuration;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hosting;

/// <summary>Another configuration takes the place of the one that is served, whole or not at all.</summary>
public sealed class ReloadTests
{
    private static readonly IndexOptions Titles = new() { TextFields = ["title"], Window = 10 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_OtherIndices_ServesTheNextRequestWithThem()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var before = await VerdictAsync(fixture, "shoes");

        await fixture.Host.ReloadAsync(With(fixture, new() { ["shoes"] = Titles }), Cancel);

        Assert.Equal(("skipped; reason=not_configured", "skipped; reason=size_0"), (before, await VerdictAsync(fixture, "shoes")));
        Assert.Equal("skipped; reason=not_configured", await VerdictAsync(fixture, "products"));
    }

    [Fact]
    public async Task Reload_Served_KeepsWhatWasCounted()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        await VerdictAsync(fixture, "products");

        await fixture.Host.ReloadAsync(With(fixture, new() { ["shoes"] = Titles }), Cancel);
        using var status = await fixture.SendAsync("GET", "/_twinbert/status");

        Assert.Contains("\"size_0\":1", await status.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_RequestInFlight_EndsWithWhatItBeganWithAndThenReleasesIt()
    {
        var released = new TaskCompletionSource();
        await using var fixture = await SidecarFixture.StartAsync(settings => settings with { Released = released.SetResult });
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Upstream.Answer = async _ =>
        {
            arrived.SetResult();
            await release.Task;
        };
        var request = fixture.SendAsync("GET", "/products/_count");
        await arrived.Task;

        await fixture.Host.ReloadAsync(With(fixture, new() { ["shoes"] = Titles }), Cancel);
        var early = released.Task.IsCompleted;
        release.SetResult();
        using var answer = await request;
        await released.Task.WaitAsync(Cancel);

        Assert.False(early);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Reload_CrossingThatThePackageHasNot_IsRefusedAndNothingChanges()
    {
        await using var fixture = await SidecarFixture.StartAsync();

        var refusal = await Assert.ThrowsAsync<SidecarStartException>(
            () => fixture.Host.ReloadAsync(With(fixture, new() { ["shoes"] = Titles with { Crossing = "nowhere" } }), Cancel));

        Assert.StartsWith("Indices:shoes:Crossing is 'nowhere'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("skipped; reason=size_0", await VerdictAsync(fixture, "products"));
    }

    [Theory]
    [InlineData("Listen")]
    [InlineData("ListenHttp2")]
    [InlineData("Admin:Listen")]
    [InlineData("Upkeep")]
    [InlineData("Logs:Format")]
    [InlineData("Whether there are credentials under Upstream, on which Upkeep depends,")]
    public async Task Reload_WhatOnlyARestartChanges_IsRefusedWithItsName(string what)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var settings = With(fixture, []);
        var options = settings.Options;
        var wanted = what switch
        {
            "Listen" => options with { Listen = "http://127.0.0.1:1" },
            "ListenHttp2" => options with { ListenHttp2 = "http://127.0.0.1:1" },
            "Admin:Listen" => options with { Admin = new() { Listen = "http://127.0.0.1:1" } },
            "Upkeep" => options with { Upkeep = new() { SampledPerMinute = 7 } },
            "Logs:Format" => options with { Logs = new() { Format = "json" } },
            _ => options with { Upstream = options.Upstream with { ApiKey = "key" } },
        };

        var refusal = await Assert.ThrowsAsync<SidecarStartException>(() => fixture.Host.ReloadAsync(settings with { Options = wanted }, Cancel));

        Assert.StartsWith($"{what} cannot be changed", refusal.Message, StringComparison.Ordinal);
    }

    private static SidecarSettings With(SidecarFixture fixture, Dictionary<string, IndexOptions> indices)
    {
        var settings = SidecarFixture.Settings(fixture.Upstream.Url);
        return settings with { Options = settings.Options with { Indices = indices } };
    }

    // What is asked for nothing is left to the engine at once, where its index is known.
    private static async Task<string> VerdictAsync(SidecarFixture fixture, string index)
    {
        using var answer = await fixture.SendAsync("GET", $"/{index}/_search?size=0&q=tie");
        return answer.Headers.GetValues("X-TwinBert").Single();
    }
}
