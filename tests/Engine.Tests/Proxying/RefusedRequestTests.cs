using System.Net.Sockets;
using System.Text;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Proxying;

/// <summary>Requests that an engine refuses by their form: the sidecar answers with the same status, whether the engine is asked or not.</summary>
public sealed class RefusedRequestTests(RealEngines engines)
{
    private const string Search = """{"query":{"match":{"title":"shoe"}},"size":3}""";

    private static readonly (string Name, string Request)[] Requests =
    [
        ("a length with a plus",
            $"POST /refused/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: +{Search.Length}\r\n\r\n{Search}"),
        ("no length with a plus", "GET /_cluster/health HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n"),
        ("no length with a minus", "GET /_cluster/health HTTP/1.1\r\nHost: x\r\nContent-Length: -0\r\n\r\n"),
        ("a scheme and a host", "GET http://x/_cluster/health HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("no type, by POST", $"POST /refused/_search HTTP/1.1\r\nHost: x\r\nContent-Length: {Search.Length}\r\n\r\n{Search}"),
        ("no type, by GET", $"GET /refused/_search?q=shoe HTTP/1.1\r\nHost: x\r\nContent-Length: {Search.Length}\r\n\r\n{Search}"),
        ("no type, of several searches", "POST /refused/_msearch HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n{}\n{}\n"),
    ];

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Request_ThatTheEngineRefuses_HasTheEnginesStatus(EngineKind kind)
    {
        var engine = await engines.GetAsync(kind);
        var settings = HashingSidecar.Settings(engine, new() { ["refused*"] = new() { TextFields = ["title"] } });
        await using var sidecar = await SidecarHost.StartAsync(settings, TestContext.Current.CancellationToken);

        foreach (var (name, request) in Requests)
        {
            var (expected, answered) = (await StatusAsync(engine, request), await StatusAsync(sidecar.Url, request));

            Assert.StartsWith("HTTP/1.1 40", expected, StringComparison.Ordinal);
            Assert.True(expected == answered, $"{name}: {answered}, and the engine {expected}");
        }
    }

    // Elasticsearch 9 takes such a chunk for none, and answers; a proxy must not.
    [Theory]
    [InlineData(EngineKind.Elasticsearch8, "/refused/_search")]
    [InlineData(EngineKind.Elasticsearch8, "/refused/_bulk")]
    [InlineData(EngineKind.Elasticsearch9, "/refused/_search")]
    [InlineData(EngineKind.Elasticsearch9, "/refused/_bulk")]
    [InlineData(EngineKind.OpenSearch2, "/refused/_search")]
    [InlineData(EngineKind.OpenSearch2, "/refused/_bulk")]
    public async Task Request_WithAChunkThatOverflows_IsRefused(EngineKind kind, string target)
    {
        var settings = HashingSidecar.Settings(await engines.GetAsync(kind), new() { ["refused*"] = new() { TextFields = ["title"] } });
        await using var sidecar = await SidecarHost.StartAsync(settings, TestContext.Current.CancellationToken);

        Assert.Equal("HTTP/1.1 400", await StatusAsync(sidecar.Url, Chunked(target)));
    }

    private static string Chunked(string target) =>
        $"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n";

    private static async Task<string> StatusAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        return string.Join(' ', line.Split(' ').Take(2));
    }
}
