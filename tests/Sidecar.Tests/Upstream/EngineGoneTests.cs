using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.SidecarKit;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>What a sidecar does while nobody listens where the engine should.</summary>
public sealed class EngineGoneTests
{
    [Theory]
    [InlineData("/products/_bulk")]
    [InlineData("/other/_count")]
    public async Task Request_RefusedBeforeItsEnd_LeavesTheConnectionToTheNextRequest(string target)
    {
        using var log = new KeptLog();
        await using var fixture = await StartAsync(log);
        var lines = string.Concat(Enumerable.Repeat("{\"index\":{}}\n{\"title\":\"a boot\"}\n", 400));
        var length = lines.Length.ToString(CultureInfo.InvariantCulture);

        // The first finds out that there is no engine, and takes its time for it.
        for (var i = 0; i < 4; i++)
        {
            using var connection = await RawConnection.OpenAsync(fixture.Host.Url);
            await connection.WriteAsync(
                $"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{lines[..8000]}");
            var refusal = await connection.ReadUntilAsync("\"status\":502}");
            await connection.WriteAsync(lines[8000..] + "GET /_twinbert/health/live HTTP/1.1\r\nHost: x\r\n\r\n");

            Assert.StartsWith("HTTP/1.1 502", refusal, StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 200", await connection.ReadUntilAsync("}"), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(
            log.Lines, line => line.Contains("draining", StringComparison.Ordinal) || line.Contains("abnormally", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_ManyInARow_AreOneLineOfTheLogForEachReason()
    {
        using var log = new KeptLog();
        await using var fixture = await StartAsync(log);

        for (var i = 0; i < 5; i++)
        {
            using var count = await fixture.SendAsync("GET", "/products/_count");
            using var body = new StringContent("""{"query":{"match":{"title":"boot"}}}""", Encoding.UTF8, "application/json");
            using var search = await fixture.SendAsync("POST", "/products/_search", body);
            Assert.Equal((502, 502), ((int)count.StatusCode, (int)search.StatusCode));
        }

        Assert.Single(log.Lines, line => line.StartsWith("A request was not served (upstream_unreachable_exception)", StringComparison.Ordinal));
        Assert.InRange(log.Lines.Count(line => line.StartsWith("The cluster did not answer a search", StringComparison.Ordinal)), 0, 1);
    }

    private static async Task<SidecarFixture> StartAsync(KeptLog log)
    {
        var fixture = await SidecarFixture.StartAsync(settings => settings with { Logging = logging => logging.AddProvider(log) });
        await fixture.Upstream.DisposeAsync();
        return fixture;
    }
}
