using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.SidecarKit;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>Several nodes stand for the cluster, and a path may stand before it.</summary>
public sealed class NodesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeptLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Requests_SeveralNodes_GoToAllInTurn()
    {
        await using var second = await ScriptedUpstream.StartAsync();
        await using var fixture = await StartAsync(second);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(fixture));
        }

        Assert.Equal((5, 5), (fixture.Upstream.Seen.Count, second.Seen.Count));
    }

    [Fact]
    public async Task Requests_NodeThatIsGone_AreAllServedByTheOthersUntilItIsBack()
    {
        var second = await ScriptedUpstream.StartAsync();
        var port = second.Url.Port;
        await using var fixture = await StartAsync(second);
        await second.DisposeAsync();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(fixture));
        }

        await _log.WithAsync($"The node http://127.0.0.1:{port}/ cannot be connected to", Cancel);
        using var status = await fixture.SendAsync("GET", "/_twinbert/status");
        await using var again = await ScriptedUpstream.StartAsync(port);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _log.WithAsync($"The node http://127.0.0.1:{port}/ answers again", Cancel);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(fixture));
        }

        Assert.Contains($"\"127.0.0.1:{port}\":\"down\"", await status.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal((15, 5), (fixture.Upstream.Seen.Count, again.Seen.Count));
    }

    [Fact]
    public async Task Requests_StreamedBodyAndNodeThatIsGone_ReachTheOther()
    {
        var second = await ScriptedUpstream.StartAsync();
        await using var fixture = await StartAsync(second);
        fixture.Upstream.Answer = async context => await fixture.Upstream.Last.KeepBodyAsync(context);
        await second.DisposeAsync();

        for (var i = 0; i < 4; i++)
        {
            using var answer = await fixture.SendAsync("PUT", "/other/_doc/1", new StringContent("{\"a\":1}"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("{\"a\":1}", fixture.Upstream.Last.Text);
        }
    }

    [Fact]
    public async Task Requests_PathInTheUrl_HaveItBeforeTheirTarget()
    {
        await using var fixture = await SidecarFixture.StartAsync(settings => settings with
        {
            Options = settings.Options with { Upstream = settings.Options.Upstream with { Url = settings.Options.Upstream.Url + "/es/" } },
        });

        using var answer = await fixture.SendAsync("GET", "/_cat/indices?v=true");

        Assert.Equal("/es/_cat/indices?v=true", fixture.Upstream.Last.Target);
    }

    private Task<SidecarFixture> StartAsync(ScriptedUpstream second) => SidecarFixture.StartAsync(settings => settings with
    {
        TimeProvider = _time,
        Logging = logging => logging.AddProvider(_log),
        Options = settings.Options with
        {
            Upstream = settings.Options.Upstream with { Nodes = [second.Url.GetLeftPart(UriPartial.Authority)] },
        },
    });

    private static async Task<HttpStatusCode> SendAsync(SidecarFixture fixture)
    {
        using var answer = await fixture.SendAsync("GET", "/_cat/indices");
        return answer.StatusCode;
    }
}
