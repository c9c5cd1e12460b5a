using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TwinBert.Sidecar.Hosting;

/// <summary>A running sidecar: a web server of its own in this process. Disposing of it drains and stops it. Thread-safe.</summary>
public sealed partial class SidecarHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SidecarHost(WebApplication application, Uri url)
    {
        _application = application;
        Url = url;
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public Uri Url { get; }

    /// <summary>Starts a sidecar; it serves from the moment this returns, after the model has encoded its first texts.</summary>
    /// <param name="settings">What to serve, with which model.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="SidecarStartException">The address cannot be listened on, the model does not work, or an index names a crossing layer that it does not have.</exception>
    public static async Task<SidecarHost> StartAsync(SidecarSettings settings, CancellationToken cancellationToken)
    {
        var application = Build(settings);
        try
        {
            await ModelWarmup.RunAsync(settings.Model, cancellationToken);
            await application.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await application.DisposeAsync();
            throw new SidecarStartException($"Cannot listen on {settings.Options.Listen}: {(e.InnerException ?? e).Message.TrimEnd('.')}. Stop the process that uses the port, or name another with --listen.", e);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        var host = new SidecarHost(application, ListeningUrl(application, settings));
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

    private static WebApplication Build(SidecarSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SidecarHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(KestrelLimits.Apply).UseUrls(settings.Options.Listen);
        settings.Logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout);
        builder.Services.AddSidecar(settings);
        var application = builder.Build();
        RequestPipeline.Configure(application);
        return application;
    }

    private static Uri ListeningUrl(WebApplication application, SidecarSettings settings)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return new Uri(addresses?.FirstOrDefault() ?? settings.Options.Listen);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "TwinBert is ready on {Url}, in front of {Upstream}, with model {Model} for {IndexPatterns} index patterns")]
        public static partial void Ready(ILogger logger, Uri url, string upstream, string model, int indexPatterns);
    }
}
