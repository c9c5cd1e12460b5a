using System.Reflection;
using Microsoft.Extensions.Logging;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Sidecar.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Serve;

/// <summary>Loads the model, looks for the cluster and runs the sidecar until it is told to stop; then lets the requests in flight end.</summary>
internal sealed partial class ServeRun : IDisposable
{
    private readonly ServeSource _source;
    private readonly TwinBertOptions _options;
    private readonly ServeLogging _logging;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly ServedPackages _models;
    private readonly ReloadTriggers _triggers = new();

    private ServeRun(ServeSource source)
    {
        _source = source;
        _options = source.Read();
        _triggers.Watch(source.FilesOf(_options));
        _logging = new(_options.Logs);
        _loggers = LoggerFactory.Create(_logging.Configure);
        _logger = _loggers.CreateLogger("TwinBert.Serve");
        _models = new(_loggers);
    }

    public static async Task<int> RunAsync(ServeSource source, bool waitForUpstream, CancellationToken cancellationToken)
    {
        using var run = new ServeRun(source);
        return await run.RunAsync(waitForUpstream, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _triggers.Dispose();
        _models.Dispose();
        _loggers.Dispose();
    }

    private async Task<int> RunAsync(bool waitForUpstream, CancellationToken cancellationToken)
    {
        Log.Starting(_logger, Version, _options.Upstream.Url);
        var settings = await PrepareAsync(waitForUpstream, cancellationToken);
        try
        {
            await using var sidecar = await SidecarHost.StartAsync(settings, cancellationToken);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var reloads = new ConfigurationReloads(_source, _models, _logging, _triggers, _logger);

            // It serves meanwhile: nothing waits for a look at the cluster.
            var beside = Task.WhenAll(
                StartWarnings.WriteAsync(_options, _logger, TimeProvider.System, ending.Token),
                _triggers.LookAsync(TimeProvider.System, ending.Token),
                reloads.RunAsync(sidecar, ending.Token));
            await sidecar.WaitForShutdownAsync(cancellationToken);
            await ending.CancelAsync();
            await beside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Done;
        }
        catch (SidecarStartException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    // At the same time: the one waits for processors, the other for the network. What is wrong with the model is said first.
    private async Task<SidecarSettings> PrepareAsync(bool waitForUpstream, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probe = Task.Run(() => UpstreamProbe.FindProblemAsync(_options.Upstream, end.Token), end.Token);
        SidecarSettings settings;
        try
        {
            settings = _models.Take(_options);
        }
        catch
        {
            await end.CancelAsync();
            await ((Task)probe).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        if (await probe is { } problem)
        {
            if (!waitForUpstream)
            {
                throw new UnusableInputException(problem + " To start before the cluster does, give --wait-for-upstream.");
            }

            Log.NoCluster(_logger, problem);
        }

        return settings;
    }

    private static string Version =>
        typeof(ServeRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "TwinBert {Version} starts, in front of {Upstream}")]
        public static partial void Starting(ILogger logger, string version, string upstream);

        [LoggerMessage(LogLevel.Warning, "{Problem} Serving all the same; requests are answered with 502 until it can be reached.")]
        public static partial void NoCluster(ILogger logger, string problem);
    }
}
