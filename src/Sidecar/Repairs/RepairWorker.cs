using BitFaster.Caching.Lru;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Repairing;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Repairs;

/// <summary>
/// Works the queue off, with the operator's credentials: a few documents at a time, no faster than <c>Upkeep:RepairsPerSecond</c>. An index whose documents
/// cannot be written now is left alone for a while, longer each time. Thread-safe.
/// </summary>
internal sealed partial class RepairWorker(
    RepairQueue queue, RepairMetrics metrics, OperatedIndices indices, IndexRepairs repairs, UpkeepOptions options, TimeProvider time,
    ILogger<RepairWorker> logger) : BackgroundService
{
    private const int AtOnce = 16;

    // What a look costs that finds nothing to do, as a part of what a repair costs.
    private const double LookShare = 0.05;
    private const int MostPauses = 1_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // What keeps one document of an index from being written mostly keeps all of them.
    private readonly FastConcurrentLru<string, (DateTimeOffset Until, TimeSpan Length)> _pauses = new(MostPauses);
    private readonly LogSilences<string> _silences = new(time, TimeSpan.FromMinutes(1));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (queue.Refusal is { } refusal)
        {
            LogOff(logger, refusal);
            return;
        }

        if (queue.FileFailure is { } failure)
        {
            LogNotKept(logger, failure);
        }

        try
        {
            while (true)
            {
                await Task.Delay(await WorkAsync(stoppingToken), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The sidecar ends; what waits is in the file.
        }
    }

    // How long to wait before the next documents.
    private async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        var entries = queue.Take(AtOnce);
        if (entries.Count == 0)
        {
            return Idle;
        }

        var cost = 0.0;
        try
        {
            var (identity, failure) = await indices.IdentifyAsync(cancellationToken);
            foreach (var group in entries.GroupBy(entry => entry.Key.Index))
            {
                RepairEntry[] some = [.. group];
                if (identity is null)
                {
                    Postpone(some, failure!);
                    continue;
                }

                cost += await RepairAsync(identity, group.Key, some, cancellationToken);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A defect must neither end the process nor be met again at once.
            LogDefect(logger, e);
            Postpone([.. entries.Where(entry => entry.TakenIn is not null)], e.Message);
        }
        catch (OperationCanceledException)
        {
            // The queue outlives this: another configuration may be served now.
            foreach (var entry in entries.Where(entry => entry.TakenIn is not null))
            {
                queue.Postpone(entry, TimeSpan.Zero);
            }

            throw;
        }

        return TimeSpan.FromSeconds((cost + (entries.Count * LookShare)) / options.RepairsPerSecond);
    }

    private async Task<double> RepairAsync(ClusterIdentity identity, string name, RepairEntry[] entries, CancellationToken cancellationToken)
    {
        if (_pauses.TryGet(name, out var pause) && pause.Until > time.GetUtcNow())
        {
            Array.ForEach(entries, entry => queue.Postpone(entry, pause.Until - time.GetUtcNow()));
            return 0;
        }

        var (plans, failure) = await indices.FindWritableAsync(identity, name, cancellationToken);
        if (plans is null)
        {
            Postpone(entries, failure!);
            return 0;
        }

        if (plans.Count == 0)
        {
            metrics.Count(RepairResult.Gone, entries.Length);
            Array.ForEach(entries, queue.Settle);
            return 0;
        }

        var cost = 0.0;
        foreach (var entry in entries.Where(entry => entry.Key.Id is null))
        {
            cost += await SweepAsync(identity, plans, entry, cancellationToken);
        }

        RepairEntry[] documents = [.. entries.Where(entry => entry.Key.Id is not null)];
        return documents.Length == 0 ? cost : cost + await RepairDocumentsAsync(identity, name, plans, documents, cancellationToken);
    }

    private async Task<double> RepairDocumentsAsync(
        ClusterIdentity identity, string name, IReadOnlyList<IndexPlan> plans, RepairEntry[] entries, CancellationToken cancellationToken)
    {
        var (places, failure) = await repairs.LocateAsync(identity, name, plans, entries, cancellationToken);
        if (places is null)
        {
            Postpone(entries, failure!);
            return 0;
        }

        var cost = 0.0;
        foreach (var place in places)
        {
            if (place.Plan is null)
            {
                metrics.Count(RepairResult.Gone, place.Entries.Count);
                Settle(place.Entries);
                continue;
            }

            var outcome = await repairs.RepairAsync(identity, place.Plan, place.Documents, cancellationToken);
            cost += Count(place.Plan, outcome);
            if (outcome.Failure is null)
            {
                _pauses.TryRemove(name);
                Settle(place.Entries);
            }
            else
            {
                Postpone(place.Entries, outcome.Failure);
            }
        }

        return cost;
    }

    // One page of each index at a time, so that single documents do not wait for the whole of it.
    private async Task<double> SweepAsync(ClusterIdentity identity, IReadOnlyList<IndexPlan> plans, RepairEntry entry, CancellationToken cancellationToken)
    {
        var cost = 0.0;
        var isDone = true;
        foreach (var plan in plans)
        {
            var (outcome, isLast) = await repairs.SweepAsync(identity, plan, cancellationToken);
            cost += Count(plan, outcome);
            if (outcome.Failure is { } failure)
            {
                Postpone([entry], failure);
                return cost;
            }

            isDone &= isLast;
        }

        if (isDone)
        {
            queue.Settle(entry);
        }
        else
        {
            queue.Postpone(entry, TimeSpan.Zero);
        }

        return cost;
    }

    private long Count(IndexPlan plan, RepairOutcome outcome)
    {
        metrics.Count(outcome.Counters);
        if (outcome.Lost.Count > 0 && _silences.TryBreak(plan.Name, outcome.Lost.Count, out _))
        {
            LogLost(logger, outcome.Lost[0].Document.Id, plan.Name, outcome.Lost[0].Reason, outcome.Lost.Count - 1);
        }

        return outcome.Counters.Embedded;
    }

    private void Settle(IReadOnlyList<RepairEntry> entries)
    {
        foreach (var entry in entries)
        {
            queue.Settle(entry);
        }
    }

    private void Postpone(IReadOnlyList<RepairEntry> entries, string failure)
    {
        if (entries.Count == 0)
        {
            return;
        }

        if (_silences.TryBreak("", entries.Count, out _))
        {
            LogPostponed(logger, entries.Count, entries[0].Key.Index, failure);
        }

        var name = entries[0].Key.Index;
        var length = _pauses.TryGet(name, out var last) ? last.Length * 2 : FirstPause;
        length = length < LongestPause ? length : LongestPause;
        _pauses.AddOrUpdate(name, (time.GetUtcNow() + length, length));
        foreach (var entry in entries)
        {
            queue.Postpone(entry, length);
        }
    }

    [LoggerMessage(
        LogLevel.Information, "Documents that are written without an embedding, and those that reads find without one, are not repaired: {Reason}")]
    private static partial void LogOff(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "The queue of repairs is not kept in its file, and a restart loses it: {Failure}")]
    private static partial void LogNotKept(ILogger logger, string failure);

    [LoggerMessage(LogLevel.Warning, "{Documents} documents of '{Index}' cannot be repaired now, and are tried again: {Failure}")]
    private static partial void LogPostponed(ILogger logger, int documents, string index, string failure);

    [LoggerMessage(LogLevel.Warning, "The document '{Id}' of '{Index}' cannot get an embedding, nor can {Others} others: {Reason}")]
    private static partial void LogLost(ILogger logger, string id, string index, string reason, int others);

    [LoggerMessage(LogLevel.Error, "The repair of embeddings failed")]
    private static partial void LogDefect(ILogger logger, Exception error);
}
