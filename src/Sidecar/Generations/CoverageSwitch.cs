using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TwinBert.Backfill.Switching;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upkeep;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Generations;

/// <summary>
/// Has searches go over to the next model when enough documents have its embedding (<c>Next:SwitchAtCoverage</c>), once: what somebody has decided by hand
/// stands. It does not matter which of several sidecars does it. Thread-safe.
/// </summary>
internal sealed partial class CoverageSwitch(OperatorCalls calls, UpkeepPermit permit, TimeProvider time, ILogger<CoverageSwitch> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, long> _looked = new(StringComparer.Ordinal);
    private readonly LogSilences<string> _silences = new(time, TimeSpan.FromMinutes(10));

    /// <summary>Looks whether it is time.</summary>
    /// <param name="pairs">The entries with two models.</param>
    /// <param name="decided">What is decided already.</param>
    /// <param name="store">Where the decision goes.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask LookAsync(
        IEnumerable<GenerationPair> pairs, IReadOnlyDictionary<string, ServingDecision> decided, ServingStore store, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs)
        {
            if (pair.Configured.Options.Next?.SwitchAtCoverage is { } threshold && !IsDecided(decided, pair) && IsTime(pair.Configured.Pattern))
            {
                await LookAsync(pair, threshold, store, cancellationToken);
            }
        }
    }

    private static bool IsDecided(IReadOnlyDictionary<string, ServingDecision> decided, GenerationPair pair) =>
        decided.GetValueOrDefault(pair.Configured.Pattern)?.IsBetween(pair.Configured.Field.Name, pair.Next!.Field.Name) == true;

    private bool IsTime(string entry)
    {
        if (_looked.TryGetValue(entry, out var last) && time.GetElapsedTime(last) < Every)
        {
            return false;
        }

        _looked[entry] = time.GetTimestamp();
        return true;
    }

    private async ValueTask LookAsync(GenerationPair pair, double threshold, ServingStore store, CancellationToken cancellationToken)
    {
        var (entry, from, to) = (pair.Configured.Pattern, pair.Configured, pair.Next!);
        if (permit.Refusal is { } refusal)
        {
            Warn(entry, refusal);
            return;
        }

        var (coverage, failure) = await new GenerationCounter(calls).CountAsync(
            entry, (from.Field, from.Model.Fingerprint), (to.Field, to.Model.Fingerprint), cancellationToken);
        if (coverage is not null && coverage.SecondShare >= threshold)
        {
            var decision = new ServingDecision(to.Field.Name, from.Field.Name, to.Model.Fingerprint.Value, time.GetUtcNow(), "coverage");
            failure = await store.ChangeAsync(
                entry, before => before?.IsBetween(from.Field.Name, to.Field.Name) == true ? before : decision, cancellationToken);
            if (failure is null)
            {
                LogReached(logger, entry, to.Field.Name, coverage.SecondShare.ToString("P2", CultureInfo.InvariantCulture));
            }
        }

        if (failure is not null)
        {
            Warn(entry, failure);
        }
    }

    private void Warn(string entry, string failure)
    {
        if (_silences.TryBreak(entry, 1, out _))
        {
            LogNot(logger, entry, failure);
        }
    }

    [LoggerMessage(LogLevel.Information, "Searches of '{Entry}' go over to '{Field}': {Share} of the documents with an embedding have it")]
    private static partial void LogReached(ILogger logger, string entry, string field, string share);

    [LoggerMessage(LogLevel.Warning, "Searches of '{Entry}' do not go over to the next model by themselves (Next:SwitchAtCoverage): {Failure}")]
    private static partial void LogNot(ILogger logger, string entry, string failure);
}
