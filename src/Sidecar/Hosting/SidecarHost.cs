using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Certificates;
using TwinBert.Sidecar.Exporting;
using TwinBert.Sidecar.Status;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Hosting;

/// <summary>A running sidecar: a web server of its own in this process. Disposing of it drains and stops it. Thread-safe.</summary>
public sealed partial class SidecarHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServingSwitch _serving;
    private readonly SidecarDrain _drain;
    private readonly ListenTls _tls;
    private volatile TwinBertOptions _options;

    private SidecarHost(WebApplication application, ServingSwitch serving, ListenTls tls)
    {
        _tls = tls;
        _application = application;
        _serving = serving;
        _drain = ActivatorUtilities.CreateInstance<SidecarDrain>(application.Services, application);
        Url = ListeningUrl(application, 0);
        _options = serving.Current.Settings.Options;
        Http2Url = _options.ListenHttp2 is null ? null : ListeningUrl(application, 1);
        AdminUrl = _options.Admin.Listen is null ? null : ListeningUrl(application, _options.ListenHttp2 is null ? 1 : 2);
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public Uri Url { get; }

    /// <summary>Where it takes HTTP/2, with the port that was taken; <see langword="null"/> for nowhere.</summary>
    public Uri? Http2Url { get; }

    /// <summary>Where the admin surface is asked for, with the port that was taken; <see langword="null"/> where it has no listener of its own.</summary>
    public Uri? AdminUrl { get; }

    /// <summary>Starts a sidecar; it serves from the moment this returns, after the model has encoded its first texts.</summary>
    /// <param name="settings">What to serve, with which model.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="SidecarStartException">The address cannot be listened on, the model does not work, or an index names a crossing layer that it does not
    /// have.</exception>
    public static async Task<SidecarHost> StartAsync(SidecarSettings settings, CancellationToken cancellationToken)
    {
        var tls = new ListenTls();
        tls.Use(ReadTls(settings));
        var application = Build(settings, await ListenAddresses.FindAsync(settings.Options, tls, cancellationToken));
        var serving = application.Services.GetRequiredService<ServingSwitch>();
        try
        {
            _ = application.Services.GetRequiredService<ExportedTelemetry>();
            _ = application.Services.GetRequiredService<SidecarGauges>();
            _ = application.Services.GetRequiredService<CoverageGauges>();
            _ = application.Services.GetRequiredService<GenerationGauges>();
            _ = application.Services.GetRequiredService<FreshnessGauges>();
            await serving.ReplaceAsync(await Serving.PrepareAsync(settings, application.Services, cancellationToken));
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await serving.ReplaceAsync(null);
            await application.DisposeAsync();
            var options = settings.Options;
            var addresses = string.Join(" and ", new[] { options.Listen, options.ListenHttp2, options.Admin.Listen }.OfType<string>());
            throw new SidecarStartException(
                $"Cannot listen on {addresses}: {(e.InnerException ?? e).Message.TrimEnd('.')}. Stop the process that uses the port, or name another with "
                    + "--listen.", e);
        }
        catch
        {
            await serving.ReplaceAsync(null);
            await application.DisposeAsync();
            throw;
        }

        var host = new SidecarHost(application, serving, tls);
        application.Services.GetRequiredService<Readiness>().MarkReady();
        var (wanted, model) = (settings.Options, settings.Model);
        Log.Ready(application.Logger, host.Url, wanted.Upstream.Url, model.Fingerprint, model.QueryFingerprint, wanted.Indices.Count);
        return host;
    }

    /// <summary>
    /// Serves another configuration from now on; requests in flight end with the one that they began with. Where it is refused, nothing changes.
    /// </summary>
    /// <param name="settings">What to serve, with which models. Log and clock stay those of the start.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="SidecarStartException">It cannot be served, or differs in what only a restart changes.</exception>
    public async Task ReloadAsync(SidecarSettings settings, CancellationToken cancellationToken)
    {
        if (RestartOnly.Changed(_options, settings.Options) is { Count: > 0 } changed)
        {
            throw new SidecarStartException($"{string.Join(", ", changed)} cannot be changed while the sidecar runs. Restart it for that.");
        }

        var tls = ReadTls(settings);
        await _serving.ReplaceAsync(await Serving.PrepareAsync(settings, _application.Services, cancellationToken));
        _tls.Use(tls);
        _options = settings.Options;
        var model = settings.Model;
        Log.Reloaded(_application.Logger, _options.Upstream.Url, model.Fingerprint, model.QueryFingerprint, _options.Indices.Count);
    }

    /// <summary>Returns when the sidecar has stopped: when the token has asked it to, after the delay and the drain of its configuration.</summary>
    /// <param name="cancellationToken">Asks it to stop.</param>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(asked.SetResult);
        await Task.WhenAny(asked.Task, _drain.Stopped);
        await _drain.RunAsync(_options.ShutdownDelay, _options.DrainTimeout);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _drain.RunAsync(TimeSpan.Zero, _options.DrainTimeout);
        await _serving.ReplaceAsync(null);
        await _application.DisposeAsync();
    }

    private static SslServerAuthenticationOptions? ReadTls(SidecarSettings settings)
    {
        try
        {
            return ListenTls.Read(settings.Options.Tls);
        }
        catch (CertificateFileException e)
        {
            throw new SidecarStartException(e.Message, e);
        }
    }

    private static WebApplication Build(SidecarSettings settings, IReadOnlyList<ListenAddress> addresses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SidecarHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(KestrelLimits.Apply).UseListenAddresses(addresses);
        settings.Logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();

        // How long it may take is for SidecarDrain to say.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddProcess(settings);
        var application = builder.Build();
        application.Run(application.Services.GetRequiredService<ServingSwitch>().InvokeAsync);
        return application;
    }

    private static Uri ListeningUrl(WebApplication application, int which) =>
        new(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ElementAt(which));

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "TwinBert is ready on {Url}, in front of {Upstream}, with model {Model} (queries by {QueryEncoder}) for {IndexPatterns} index patterns")]
        public static partial void Ready(
            ILogger logger, Uri url, string upstream, ModelFingerprint model, QueryFingerprint queryEncoder, int indexPatterns);

        [LoggerMessage(
            LogLevel.Information,
            "TwinBert serves another configuration: in front of {Upstream}, with model {Model} (queries by {QueryEncoder}) for {IndexPatterns} index patterns")]
        public static partial void Reloaded(
            ILogger logger, string upstream, ModelFingerprint model, QueryFingerprint queryEncoder, int indexPatterns);
    }
}
