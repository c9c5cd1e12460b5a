using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinBert.Backfill.Switching;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Generations;

/// <summary>
/// Reads twice a second which model the searches of entries with two are ranked by, and changes over to it. Where an entry has none, nothing is read. What
/// cannot be read leaves everything as it was. Thread-safe.
/// </summary>
internal sealed partial class GenerationWatch(
    ServedIndices indices, ServingFields serving, OperatorCalls calls, CoverageSwitch automatic, TimeProvider time, ILogger<GenerationWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(2);
    private readonly ServingStore _store = new(calls);
    private readonly GenerationPair[] _pairs = [.. indices.Entries.Where(entry => entry.Next is not null)];
    private readonly LogSilences<string> _silences = new(time, TimeSpan.FromMinutes(1));
    private string? _said;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_pairs.Length == 0)
        {
            return;
        }

        // Requests are served from when this returns: by the right model, where that can be known soon.
        using var patience = new CancellationTokenSource(FirstPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnknown(logger, "The cluster does not answer.");
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Every, time, stoppingToken);
                try
                {
                    if (await ReadAsync(stoppingToken) is { } decided)
                    {
                        await automatic.LookAsync(_pairs, decided, _store, stoppingToken);
                    }
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // A defect here must not end the process, or the watch.
                    LogDefect(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Another configuration is served, or the sidecar ends.
        }
    }

    private async Task<IReadOnlyDictionary<string, ServingDecision>?> ReadAsync(CancellationToken cancellationToken)
    {
        // An account that may not read will not for hours: that is said once. What comes and goes is said once a minute.
        var (decided, failure) = await _store.ReadAsync(cancellationToken);
        if (decided is null)
        {
            if (failure != _said && _silences.TryBreak("", 1, out _))
            {
                LogUnknown(logger, failure!);
                _said = failure;
            }

            return null;
        }

        if (_said is not null)
        {
            LogKnown(logger);
            _said = null;
        }

        var before = _pairs.ToDictionary(pair => pair.Configured.Pattern, pair => pair.Serving.Field);
        serving.Replace(decided.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Serving, StringComparer.Ordinal));
        foreach (var pair in _pairs.Where(pair => pair.Serving.Field != before[pair.Configured.Pattern]))
        {
            var by = decided.GetValueOrDefault(pair.Configured.Pattern);
            LogSwitched(logger, pair.Configured.Pattern, pair.Serving.Field.Name, pair.Serving.Model.Fingerprint.Value, by?.By ?? "default");
        }

        return decided;
    }

    [LoggerMessage(LogLevel.Information, "Searches of '{Entry}' are ranked by '{Field}' of model {Model} from now on, as decided by {By}")]
    private static partial void LogSwitched(ILogger logger, string entry, string field, string model, string by);

    [LoggerMessage(
        LogLevel.Warning,
        "Which of two models searches are ranked by is not known, and stays as it is: {Failure} The account under Upstream needs the privilege 'read' on "
        + ServingStore.Index + ".")]
    private static partial void LogUnknown(ILogger logger, string failure);

    [LoggerMessage(LogLevel.Information, "Which of two models searches are ranked by is known again")]
    private static partial void LogKnown(ILogger logger);

    [LoggerMessage(LogLevel.Error, "The look at which model searches are ranked by failed")]
    private static partial void LogDefect(ILogger logger, Exception error);
}
