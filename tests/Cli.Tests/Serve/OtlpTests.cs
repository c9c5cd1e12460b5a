using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TwinBert.Cli.Tests.Hosting;
using Xunit;

namespace TwinBert.Cli.Tests.Serve;

/// <summary>The serving process sends what it measures to a collector that the standard variables name.</summary>
public sealed class OtlpTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_CollectorNamed_GetsMetricsAndSpansOfASearch()
    {
        await cluster.LoadAsync("shop-otlp", 3);
        using var collector = new HttpListener();
        var url = $"http://127.0.0.1:{FreePort()}";
        collector.Prefixes.Add(url + "/");
        collector.Start();
        var received = new ConcurrentDictionary<string, string>();
        var receiving = ReceiveAsync(collector, received);
        await using (var program = ProgramRun.Start(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = url,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_SERVICE_NAME"] = "my-shop-search",
            },
            "serve", "--config", cluster.Config, "--listen", "http://127.0.0.1:0"))
        {
            var ready = await program.ErrorWithAsync("TwinBert is ready on ", Cancel);
            using var client = new HttpClient { BaseAddress = new Uri(ready.Split("ready on ")[1].Split(',')[0]) };
            await client.GetStringAsync(new Uri("shop-otlp/_search?q=red", UriKind.Relative), Cancel);
            while (!Has(received, "/v1/metrics", "twinbert.rerank.stage.duration") || !Has(received, "/v1/traces", "twinbert.rerank"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
            }
        }

        collector.Stop();
        await receiving;

        Assert.True(Has(received, "/v1/metrics", "my-shop-search"));
        Assert.False(Has(received, "/v1/traces", "red shoe"));
    }

    private static bool Has(ConcurrentDictionary<string, string> received, string path, string text) =>
        received.TryGetValue(path, out var body) && body.Contains(text, StringComparison.Ordinal);

    private static async Task ReceiveAsync(HttpListener collector, ConcurrentDictionary<string, string> received)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body, Cancel);
                var text = Encoding.Latin1.GetString(body.ToArray());
                received.AddOrUpdate(context.Request.Url!.AbsolutePath, text, (_, before) => before + text);
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
