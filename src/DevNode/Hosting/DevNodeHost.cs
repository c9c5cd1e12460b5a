using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Rest;

namespace TwinBert.DevNode.Hosting;

/// <summary>
/// An Elasticsearch-compatible search node in this process: in memory, one node, for demos, tests and evaluation. Not for production: no
/// authentication, no encryption, nothing survives it. Requests may be concurrent.
/// </summary>
public sealed partial class DevNodeHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly NodeServices _services;

    private DevNodeHost(WebApplication application, NodeServices services, Uri url)
    {
        _application = application;
        _services = services;
        Url = url;
    }

    /// <summary>Where the node answers.</summary>
    public Uri Url { get; }

    /// <summary>Starts a node and returns when it answers.</summary>
    /// <param name="options">How it is started.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<DevNodeHost> StartAsync(DevNodeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseUrls(options.Listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = RestEndpoint.MaxBodyBytes;
            kestrel.AddServerHeader = false;
        });
        var application = builder.Build();
        string? address = null;
        var services = new NodeServices(options, options.Random ?? new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), () => new Uri(address!).Authority);
        var endpoint = new RestEndpoint(services.Router, application.Services.GetRequiredService<ILogger<RestEndpoint>>());
        application.Run(endpoint.HandleAsync);
        await application.StartAsync(cancellationToken);
        address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Log.Started(application.Services.GetRequiredService<ILogger<DevNodeHost>>(), address, NodeIdentity.Banner);
        return new DevNodeHost(application, services, new Uri(address));
    }

    /// <summary>Stops answering and drops everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _services.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Listening on {Address}. This is {Banner}", EventName = "Started")]
        public static partial void Started(ILogger logger, string address, string banner);
    }
}
