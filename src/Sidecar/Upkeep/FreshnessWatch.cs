using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Planning;
using TwinBert.Configuration;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Upkeep;

/// <summary>
/// Looks in the background how fresh the embeddings of each index are: every few seconds it reads some documents of one index, and the next time of the next
/// one, so that the cluster's load is the same however many there are. Thread-safe.
/// </summary>
internal sealed partial class FreshnessWatch(
    UpkeepPermit permit, OperatedIndices indices, UpkeepOptions options, LimitOptions limits, TimeProvider time, ILogger<FreshnessWatch> logger)
    : BackgroundService
{
    private const int MostIndices = 1_000;
    private const int KeptSamples = 10;
    private const int SamplesPerMinute = 6;
    private const int LeastSample = 2;
    private const int MostInSample = 1_000;
    private static readonly TimeSpan PlansKnownFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, IndexSamples> _found = new(StringComparer.Ordinal);
    private readonly LogSilences<string> _silences = new(time, TimeSpan.FromMinutes(10));
    private IReadOnlyList<IndexPlan> _plans = [];
    private long? _plansSince;
    private uint _turn;

    /// <summary>Why nothing is looked at; null where it is.</summary>
    public string? Refusal { get; } = permit.Refusal ?? (options.SampledPerMinute == 0 ? "Upkeep:SampledPerMinute is 0." : null);

    /// <summary>What is known of each index so far.</summary>
    public IReadOnlyDictionary<string, IndexFreshness> Found =>
        _found.Select(found => KeyValuePair.Create(found.Key, found.Value.Freshness)).ToDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Refusal is not null)
        {
            LogOff(logger, Refusal);
            return;
        }

        var size = Math.Clamp(options.SampledPerMinute / SamplesPerMinute, LeastSample, MostInSample);
        var interval = TimeSpan.FromMinutes((double)size / options.SampledPerMinute);
        try
        {
            while (true)
            {
                await LookAsync(size, stoppingToken);
                await Task.Delay(interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The sidecar ends.
        }
    }

    // What fails now may work the next time: the cluster is away, or an index was deleted a moment ago.
    private async Task LookAsync(int size, CancellationToken cancellationToken)
    {
        try
        {
            var (identity, failure) = await indices.IdentifyAsync(cancellationToken);
            if (identity is null)
            {
                // Whoever starts and whoever searches hears of a cluster that is away or refuses the credentials.
                LogNoCluster(logger, failure!);
                return;
            }

            if (_plansSince is not { } since || time.GetElapsedTime(since) >= PlansKnownFor)
            {
                _plans = [.. (await indices.FindAllAsync(identity, cancellationToken)).Take(MostIndices)];
                _plansSince = time.GetTimestamp();
                Forget();
            }

            if (_plans.Count == 0)
            {
                return;
            }

            var plan = _plans[(int)(_turn++ % _plans.Count)];
            var counter = new FreshnessCounter(indices.Calls, identity, limits.MaxDocumentBytes);
            (var sample, failure) = await counter.SampleAsync(plan, size, SeedOf(_turn), cancellationToken);
            if (sample is null)
            {
                Warn(plan.Name, failure!);
                return;
            }

            _found.AddOrUpdate(plan.Name, _ => new(SourceOf(plan), [sample]), (_, samples) => samples.With(SourceOf(plan), sample));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A defect here must not end the process, or the watch.
            LogDefect(logger, e);
        }
    }

    private void Forget()
    {
        var names = _plans.Select(plan => plan.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _found.Keys.Where(name => !names.Contains(name)).ToArray())
        {
            _found.TryRemove(gone, out _);
        }
    }

    // Another model is another matter, as is an index that was made anew.
    private static string SourceOf(IndexPlan plan) => $"{plan.Uuid}/{plan.Fields.Embedding.Name}";

    // Spread over all numbers, so that stretches of large shards are.
    private static int SeedOf(uint turn) => (int)((turn * 2_654_435_761u) >> 1);

    private void Warn(string index, string failure)
    {
        if (_silences.TryBreak(index, 1, out _))
        {
            LogFailure(logger, index, failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "How fresh the embeddings of '{Index}' are is not known: {Failure}")]
    private static partial void LogFailure(ILogger logger, string index, string failure);

    [LoggerMessage(LogLevel.Debug, "The cluster does not say what it is: {Failure}")]
    private static partial void LogNoCluster(ILogger logger, string failure);

    [LoggerMessage(LogLevel.Information, "How fresh embeddings are is not looked at: {Reason}")]
    private static partial void LogOff(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "The look at the freshness of embeddings failed")]
    private static partial void LogDefect(ILogger logger, Exception error);

    /// <summary>The last samples of an index; those of one that was made anew, or has another model, begin anew.</summary>
    private sealed record IndexSamples(string Source, IReadOnlyList<FreshnessSample> Samples)
    {
        public IndexFreshness Freshness => FreshnessSample.Estimate(Samples);

        public IndexSamples With(string source, FreshnessSample sample) =>
            source == Source ? this with { Samples = [.. Samples.TakeLast(KeptSamples - 1), sample] } : new(source, [sample]);
    }
}
