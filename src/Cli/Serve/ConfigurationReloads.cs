using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Serve;

/// <summary>
/// Has a running sidecar serve the configuration as it is now: read and checked first, refused whole where anything is wrong with it, while the one in use
/// stays. One after the other.
/// </summary>
internal sealed partial class ConfigurationReloads(ServeSource source, ServedPackages models, ServeLogging logging, ReloadTriggers triggers, ILogger logger)
    : IDisposable
{
    private CancellationTokenSource _looking = new();

    /// <inheritdoc/>
    public void Dispose() => _looking.Dispose();

    /// <summary>Reloads whenever there is a cause, until the token says otherwise.</summary>
    public async Task RunAsync(SidecarHost sidecar, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var cause in triggers.ReadAllAsync(cancellationToken))
            {
                await ReloadAsync(sidecar, cause, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar ends.
        }
    }

    private async Task ReloadAsync(SidecarHost sidecar, string cause, CancellationToken cancellationToken)
    {
        triggers.MarkSeen();
        SidecarSettings? settings = null;
        try
        {
            Log.Reading(logger, cause);
            settings = models.Take(source.Read());
            await sidecar.ReloadAsync(settings, cancellationToken);
            logging.SetLevel(settings.Options.Logs);
            triggers.Watch(source.FilesOf(settings.Options));
            await LookAsync(settings, cancellationToken);
        }
        catch (Exception e) when (e is UnusableInputException or SidecarStartException)
        {
            settings?.Released?.Invoke();
            Log.Refused(logger, e.Message);
        }
    }

    // What surprises at the start would surprise here, too. It is served meanwhile, and a look that the next configuration overtakes is given up.
    private async Task LookAsync(SidecarSettings settings, CancellationToken cancellationToken)
    {
        await _looking.CancelAsync();
        _looking.Dispose();
        _looking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = StartWarnings.WriteAsync(settings.Options, logger, TimeProvider.System, _looking.Token);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Reading the configuration again, because of {Cause}")]
        public static partial void Reading(ILogger logger, string cause);

        [LoggerMessage(LogLevel.Error, "The configuration was not taken over, and the one in use stays: {Problem}")]
        public static partial void Refused(ILogger logger, string problem);
    }
}
