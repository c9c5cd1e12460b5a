using System.Net;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Proxying;

/// <summary>Requests that make an engine's connection useless for later ones: those go through all the same.</summary>
public sealed class ConnectionReuseTests(RealEngines engines)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(EngineKind.Elasticsearch8, "X-Large")]
    [InlineData(EngineKind.Elasticsearch9, "X-Large")]
    [InlineData(EngineKind.OpenSearch2, "X-Large")]
    [InlineData(EngineKind.Elasticsearch8, "Expect")]
    [InlineData(EngineKind.Elasticsearch9, "Expect")]
    [InlineData(EngineKind.OpenSearch2, "Expect")]
    public async Task Request_AfterOneThatTheEngineGaveUp_IsAnsweredAsItself(EngineKind kind, string header)
    {
        var engine = await engines.GetAsync(kind);
        await using var sidecar = await SidecarHost.StartAsync(HashingSidecar.Settings(engine, []), TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };

        for (var i = 0; i < 3; i++)
        {
            var expected = await SendAsync(engine, header);
            var refused = await SendAsync(sidecar.Url, header);
            using var next = await client.GetAsync(new Uri(sidecar.Url, "/no-such-index/_doc/1"), TestContext.Current.CancellationToken);

            Assert.Equal(expected, refused);
            Assert.Equal(HttpStatusCode.NotFound, next.StatusCode);
        }
    }

    // Over a connection of its own: what the client does with one that an engine gave up is not looked at here.
    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(Uri server, string header)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/_search"))
        {
            Content = new StringContent("{}", null, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(header, new string('x', header == "Expect" ? 10 : 20_000));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
