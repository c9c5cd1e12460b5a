using System.Globalization;
using Microsoft.AspNetCore.Builder;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Model.Crossing;
using TwinBert.Model.Packaging;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.LoadBench.Servers;

/// <summary>What this program is when it is started as one of its own servers.</summary>
internal static class ServeCommand
{
    /// <summary>The index that the sidecar has settings for.</summary>
    public const string Index = "products";

    /// <summary>What the names of the indices begin with that are searched.</summary>
    public const string SearchedPrefix = "twinbert-load-bench";

    /// <summary>Serves until it is stopped.</summary>
    /// <param name="role">What to be.</param>
    /// <param name="arguments">Of a proxy, where to pass requests on to, and of the sidecar its model package, if it has one, and how many queries it keeps; of
    /// the cross-encoder, its graph, and the package whose vocabulary it has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RunAsync(string role, string[] arguments, CancellationToken cancellationToken)
    {
        if (role == "sidecar")
        {
            using var model = arguments.Length > 1 ? OnnxModel.Load(ModelPackage.Load(arguments[1]), new()) : null;
            var settings = model is null ? Settings(arguments[0]) : Settings(arguments[0], model, int.Parse(arguments[2], CultureInfo.InvariantCulture));
            await using var sidecar = await SidecarHost.StartAsync(settings, cancellationToken);
            await SayAsync(sidecar.Url.ToString(), cancellationToken);
            return;
        }

        await using var app = role switch
        {
            "yarp" => YarpServer.Create(arguments[0]),
            "cross-encoder" => CrossEncoderServer.Create(arguments[0], arguments[1]),
            _ => UpstreamServer.Create(),
        };
        await app.StartAsync(cancellationToken);
        await SayAsync(app.Urls.Single(), cancellationToken);
    }

    /// <summary>Says where it listens, and from then on how much was allocated, whenever it is asked.</summary>
    private static async Task SayAsync(string url, CancellationToken cancellationToken)
    {
        Console.WriteLine(url);
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            Console.WriteLine(GC.GetTotalAllocatedBytes());
        }
    }

    private static SidecarSettings Settings(string upstream, OnnxModel model, int cachedQueries) => new()
    {
        Options = new TwinBertOptions
        {
            Listen = "http://127.0.0.1:0",
            Upstream = new() { Url = upstream.TrimEnd('/') },
            Indices = new() { [SearchedPrefix + "*"] = new() { TextFields = ["title", "text"] } },
        },
        Model = model.Serve(cachedQueries),
    };

    private static SidecarSettings Settings(string upstream)
    {
        var encoder = new FixedEncoder();
        return new()
        {
            Options = new TwinBertOptions
            {
                Listen = "http://127.0.0.1:0",
                Upstream = new() { Url = upstream.TrimEnd('/') },
                DrainTimeout = TimeSpan.FromSeconds(1),

                // No engine takes a bulk request as large as the one that is measured.
                Limits = new() { MaxWriteRequestBytes = int.MaxValue, EncodeTimeout = TimeSpan.FromHours(1) },
                Indices = new() { [Index] = new() { TextFields = ["title", "text"] } },
            },
            Model = new()
            {
                Queries = encoder,
                Documents = encoder,
                Heads = [new(new CosineCrossing(FixedEncoder.Length), 0)],
                Weights = new(1, 1),
                Fingerprint = encoder.Fingerprint,
                QueryFingerprint = new("000000000000"),
            },
        };
    }
}
