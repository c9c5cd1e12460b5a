using Microsoft.AspNetCore.Builder;
using TwinBert.Configuration;
using TwinBert.Model.Crossing;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.LoadBench.Servers;

/// <summary>What this program is when it is started as one of its own servers.</summary>
internal static class ServeCommand
{
    /// <summary>The index that the sidecar has settings for.</summary>
    public const string Index = "products";

    public static async Task RunAsync(string role, string? upstream, CancellationToken cancellationToken)
    {
        if (role == "sidecar")
        {
            await using var sidecar = await SidecarHost.StartAsync(Settings(upstream!), cancellationToken);
            await SayAndWaitAsync(sidecar.Url.ToString(), cancellationToken);
            return;
        }

        await using var app = role == "yarp" ? YarpServer.Create(upstream!) : UpstreamServer.Create();
        await app.StartAsync(cancellationToken);
        await SayAndWaitAsync(app.Urls.Single(), cancellationToken);
    }

    private static async Task SayAndWaitAsync(string url, CancellationToken cancellationToken)
    {
        Console.WriteLine(url);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static SidecarSettings Settings(string upstream)
    {
        var encoder = new FixedEncoder();
        return new()
        {
            Options = new TwinBertOptions
            {
                Listen = "http://127.0.0.1:0",
                Upstream = new() { Url = upstream.TrimEnd('/') },
                // No engine takes a bulk request as large as the one that is measured.
                Limits = new() { MaxWriteRequestBytes = int.MaxValue, EncodeTimeout = TimeSpan.FromHours(1) },
                Indices = new() { [Index] = new() { TextFields = ["title", "text"] } },
            },
            Model = new()
            {
                Queries = encoder,
                Documents = encoder,
                Heads = [new(new CosineCrossing(FixedEncoder.Length), 0)],
                ModelWeight = 1,
                Fingerprint = encoder.Fingerprint,
            },
        };
    }
}
