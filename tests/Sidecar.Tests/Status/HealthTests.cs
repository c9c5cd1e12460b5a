using System.Text;
using System.Text.Json;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Status;

public sealed class HealthTests
{
    [Theory]
    [InlineData("GET", "/_twinbert/health/live", 200)]
    [InlineData("GET", "/_twinbert/health/ready", 200)]
    [InlineData("HEAD", "/_twinbert/health/ready", 200)]
    [InlineData("GET", "/_twinbert/status", 200)]
    [InlineData("GET", "/_twinbert/elsewhere", 404)]
    [InlineData("POST", "/_twinbert/status", 405)]
    public async Task OwnPaths_Asked_AreAnsweredHere(string method, string target, int status)
    {
        await using var fixture = await SidecarFixture.StartAsync();

        using var answer = await fixture.SendAsync(method, target);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(fixture.Upstream.Seen);
    }

    [Fact]
    public async Task Ready_UpstreamGone_StaysReadyAndSaysSo()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        await fixture.Upstream.DisposeAsync();

        using var answer = await fixture.SendAsync("GET", "/_twinbert/health/ready");

        Assert.Equal("""{"status":"ready","upstream":"unreachable"}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Status_Asked_AsksTheClusterNothing()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var asked = 0;
        fixture.Upstream.BeforeRoot = () => asked++;

        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(0, asked);
        Assert.Equal(["url"], status.RootElement.GetProperty("upstream").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Status_AfterSearches_CountsEveryOutcomeWithItsReason()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        (await fixture.SendAsync("GET", "/products/_search?q=tie")).Dispose();
        (await fixture.SendAsync("GET", "/products/_search?q=tie&sort=n")).Dispose();
        (await fixture.SendAsync("GET", "/products/_search?q=tie&sort=n")).Dispose();
        (await fixture.SendAsync("GET", "/products/_count")).Dispose();

        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("""{"reranked":1,"skipped":{"sort":2},"failed":{}}""", status.RootElement.GetProperty("searches").GetRawText());
        Assert.Equal("{}", status.RootElement.GetProperty("documents").GetRawText());
        Assert.Equal("0123456789ab", status.RootElement.GetProperty("model").GetProperty("fingerprint").GetString());
        Assert.Equal("8.19.8", status.RootElement.GetProperty("upstream").GetProperty("version").GetString());
    }

    [Fact]
    public async Task Status_AfterWrites_CountsEveryDocumentsOutcome()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        using var body = new StringContent("{\"index\":{}}\n{\"price\":1}\n{\"index\":{}}\n{\"price\":2}\n", Encoding.UTF8, "application/x-ndjson");
        (await fixture.SendAsync("POST", "/products/_bulk", body)).Dispose();

        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("""{"no_text":2}""", status.RootElement.GetProperty("documents").GetRawText());
    }
}
