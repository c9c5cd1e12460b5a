using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Status;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Hosting;

/// <summary>A running sidecar: a web server of its own in this process. Disposing of it drains and stops it. Thread-safe.</summary>
public sealed partial class SidecarHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SidecarHost(WebApplication application, Uri url, Uri? http2Url)
    {
        _application = application;
        Url = url;
        Http2Url = http2Url;
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public Uri Url { get; }

    /// <summary>Where it takes HTTP/2, with the port that was taken; <see langword="null"/> for nowhere.</summary>
    public Uri? Http2Url { get; }

    /// <summary>Starts a sidecar; it serves from the moment this returns, after the model has encoded its first texts.</summary>
    /// <param name="settings">What to serve, with which model.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="SidecarStartException">The address cannot be listened on, the model does not work, or an index names a crossing layer that it does not
    /// have.</exception>
    public static async Task<SidecarHost> StartAsync(SidecarSettings settings, CancellationToken cancellationToken)
    {
        var application = Build(settings, await ListenAddresses.FindAsync(settings.Options, cancellationToken));
        try
        {
            _ = application.Services.GetRequiredService<SidecarGauges>();
            _ = application.Services.GetRequiredService<CoverageGauges>();
            _ = application.Services.GetRequiredService<FreshnessGauges>();
            await ModelWarmup.RunAsync(
                application.Services.GetRequiredService<ServedModels>().All, application.Services.GetRequiredService<SearchRehearsal>(), cancellationToken);
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            var addresses = string.Join(" and ", new[] { settings.Options.Listen, settings.Options.ListenHttp2 }.OfType<string>());
            throw new SidecarStartException(
                $"Cannot listen on {addresses}: {(e.InnerException ?? e).Message.TrimEnd('.')}. Stop the process that uses the port, or name another with "
                    + "--listen.", e);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        var host = new SidecarHost(application, ListeningUrl(application, 0), settings.Options.ListenHttp2 is null ? null : ListeningUrl(application, ^1));
        application.Services.GetRequiredService<Readiness>().MarkReady();
        Log.Ready(application.Logger, host.Url, settings.Options.Upstream.Url, settings.Model.Fingerprint.Value, settings.Options.Indices.Count);
        return host;
    }

    /// <summary>Returns when the sidecar has stopped: after <see cref="DisposeAsync"/>, or when the token asks it to.</summary>
    /// <param name="cancellationToken">Drains and stops the sidecar.</param>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static WebApplication Build(SidecarSettings settings, IReadOnlyList<ListenAddress> addresses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SidecarHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(KestrelLimits.Apply).UseListenAddresses(addresses);
        settings.Logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout);
        builder.Services.AddSidecar(settings);
        var application = builder.Build();
        RequestPipeline.Configure(application);
        return application;
    }

    private static Uri ListeningUrl(WebApplication application, Index which) =>
        new(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray()[which]);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "TwinBert is ready on {Url}, in front of {Upstream}, with model {Model} for {IndexPatterns} index patterns")]
        public static partial void Ready(ILogger logger, Uri url, string upstream, string model, int indexPatterns);
    }
}
