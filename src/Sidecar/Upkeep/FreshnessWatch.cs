using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Planning;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
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

    private readonly ConcurrentDictionary<(string Index, string Field), IndexSamples> _found = new();
    private readonly LogSilences<string> _silences = new(time, TimeSpan.FromMinutes(10));
    private volatile IndexPlan[] _plans = [];
    private long? _plansSince;
    private IndexPlan[] _turns = [];
    private uint _turn;

    /// <summary>Why nothing is looked at; null where it is.</summary>
    public string? Refusal { get; } = permit.Refusal ?? (options.SampledPerMinute == 0 ? "Upkeep:SampledPerMinute is 0." : null);

    /// <summary>What is known so far of each index and each model whose embeddings its documents are to have.</summary>
    public IReadOnlyList<FoundFreshness> Found =>
    [
        .. from plan in _plans
           from one in plan.Standby is null ? [plan] : new[] { plan, plan.Standby }
           let samples = _found.GetValueOrDefault(KeyOf(one))
           where samples is not null
           select new FoundFreshness(one.Name, one.Fields.Model.Fingerprint, samples.Freshness)
           {
               IsInUse = ReferenceEquals(one, plan),
               IsOfNext = indices.IsOfNext(one),
           },
    ];

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
                _turns = [.. _plans, .. _plans.Select(plan => plan.Standby).OfType<IndexPlan>()];
                _plansSince = time.GetTimestamp();
                Forget();
            }

            if (_turns.Length == 0)
            {
                return;
            }

            var plan = _turns[(int)(_turn++ % _turns.Length)];
            var counter = new FreshnessCounter(indices.Calls, identity, limits.MaxDocumentBytes);
            (var sample, failure) = await counter.SampleAsync(plan, size, SeedOf(_turn), cancellationToken);
            if (sample is null)
            {
                Warn(plan.Name, failure!);
                return;
            }

            _found.AddOrUpdate(KeyOf(plan), _ => new(SourceOf(plan), [sample]), (_, samples) => samples.With(SourceOf(plan), sample));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A defect here must not end the process, or the watch.
            LogDefect(logger, e);
        }
    }

    private void Forget()
    {
        var keys = _turns.Select(KeyOf).ToHashSet();
        foreach (var gone in _found.Keys.Where(key => !keys.Contains(key)).ToArray())
        {
            _found.TryRemove(gone, out _);
        }
    }

    private static (string Index, string Field) KeyOf(IndexPlan plan) => (plan.Name, plan.Fields.Embedding.Name);

    // Another model is another matter, as is an index that was made anew.
    private static string SourceOf(IndexPlan plan) => $"{plan.Uuid}/{plan.Fields.Model.Fingerprint}";

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

/// <summary>How fresh the embeddings of an index and a model are.</summary>
/// <param name="Index">The concrete index.</param>
/// <param name="Model">The model.</param>
/// <param name="Freshness">How fresh they are.</param>
internal sealed record FoundFreshness(string Index, ModelFingerprint Model, IndexFreshness Freshness)
{
    /// <summary>Whether searches of the index are ranked by them.</summary>
    public bool IsInUse { get; init; }

    /// <summary>Whether they are those of a model that is to take the place of another, whichever searches are ranked by.</summary>
    public bool IsOfNext { get; init; }
}
