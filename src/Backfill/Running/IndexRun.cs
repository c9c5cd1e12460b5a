using System.Text.Json;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Writing;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>
/// Backfills one index:
/// 1. makes written documents visible to searches, and notes the last sequence number of each shard;
/// 2. works through each shard up to there;
/// 3. sweeps up what was written meanwhile by somebody who gave it no embedding;
/// 4. counts what the index holds now.
/// The state after each batch is handed out, so that the next run goes on from there. Not for concurrent use.
/// </summary>
internal sealed class IndexRun
{
    private readonly IndexPlan _plan;
    private readonly BackfillServices _services;
    private readonly BackfillOptions _options;
    private readonly RetryingClusterCalls _calls;
    private readonly IndexScanner _scanner;
    private readonly CoverageCounter _coverage;
    private readonly ShardRun _shards;
    private readonly Action<IndexProgress, BatchReport?> _changed;
    private IndexProgress _progress;

    public IndexRun(IndexPlan plan, IndexProgress progress, BackfillServices services, BackfillOptions options, Action<IndexProgress, BatchReport?> changed)
    {
        options = options with { BatchDocuments = Math.Min(options.BatchDocuments, BatchFor(options.DocumentsPerSecond)) };
        (_plan, _progress, _services, _options, _changed) = (plan, progress, services, options, changed);
        _calls = new RetryingClusterCalls(services.Calls, services.Backoff, services.Time);
        _scanner = new IndexScanner(_calls, services.Identity);
        _coverage = new CoverageCounter(_calls, services.Encoder.Fingerprint);
        var assessor = new DocumentAssessor(plan.Fields, services.Encoder.Fingerprint, options);
        var encoder = new BatchEncoder(services.Encoder, services.Identity.Family, services.Time);
        var bulk = new BulkWriter(_calls, new BulkRequest(plan, assessor.Splice), services.Backoff, services.Time);
        var writer = new GuardedWriter(bulk, _scanner, assessor, encoder, options.ConflictRetries);
        _shards = new ShardRun(_scanner, assessor, encoder, writer, new Throttle(options.DocumentsPerSecond, services.Time), options);
    }

    /// <summary>How far the index is.</summary>
    public IndexProgress Progress => _progress;

    /// <summary>What the index holds; known at the end.</summary>
    public IndexCoverage? Coverage { get; private set; }

    private string MissingQuery => JsonSerializer.Serialize(new
    {
        @bool = new { must_not = new { term = new Dictionary<string, string> { [_plan.Fields.Embedding.ModelPath] = _services.Encoder.Fingerprint.Value } } },
    });

    /// <summary>Runs to the end, to a failure or to a stop.</summary>
    /// <returns>Why the index could not be finished, in one line; null when it is done.</returns>
    public async ValueTask<string?> RunAsync(CancellationToken stop)
    {
        await RefreshAsync(stop).ConfigureAwait(false);
        if (await CountAsync(stop).ConfigureAwait(false) is { } uncounted)
        {
            return uncounted;
        }

        var query = _options.Mode == BackfillMode.Missing ? MissingQuery : null;
        if ((await BeginAsync(stop).ConfigureAwait(false) ?? await PassAsync(_progress.Sweeping ? MissingQuery : query, stop).ConfigureAwait(false)) is { } failure)
        {
            return failure;
        }

        if (!_options.DryRun)
        {
            await RefreshAsync(stop).ConfigureAwait(false);
            if ((await BeginSweepAsync(stop).ConfigureAwait(false) ?? await PassAsync(MissingQuery, stop).ConfigureAwait(false)) is { } unswept)
            {
                return unswept;
            }

            await RefreshAsync(stop).ConfigureAwait(false);
        }

        _progress = _progress with { Done = true };
        _changed(_progress, null);
        return await CountAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Documents that the scan will read, as far as is known.</summary>
    public long Total => Coverage is { } coverage ? (_options.Mode == BackfillMode.Missing ? coverage.Total - coverage.Current : coverage.Total) : 0;

    // Under a rate the cluster is spared by small batches all the time, not by a large one now and then.
    private static int BatchFor(double? documentsPerSecond) => documentsPerSecond is { } rate ? (int)Math.Clamp(rate, 1, 10_000) : int.MaxValue;

    private async ValueTask<string?> CountAsync(CancellationToken cancellationToken)
    {
        (Coverage, var failure) = await _coverage.CountAsync(_plan.Name, _plan.Fields.Embedding, cancellationToken).ConfigureAwait(false);
        return failure;
    }

    private async ValueTask<string?> BeginAsync(CancellationToken cancellationToken)
    {
        if (_progress.Shards.Count > 0)
        {
            return null;
        }

        var (shards, failure) = await PositionsAsync(_ => -1, cancellationToken).ConfigureAwait(false);
        _progress = _progress with { Shards = shards };
        return failure;
    }

    private async ValueTask<string?> BeginSweepAsync(CancellationToken cancellationToken)
    {
        if (_progress.Sweeping)
        {
            return null;
        }

        var (shards, failure) = await PositionsAsync(shard => _progress.Shards.First(position => position.Shard == shard).Through, cancellationToken).ConfigureAwait(false);
        _progress = failure is null ? _progress with { Shards = shards, Sweeping = true } : _progress;
        return failure;
    }

    private async ValueTask<(IReadOnlyList<ShardPosition> Shards, string? Failure)> PositionsAsync(Func<int, long> after, CancellationToken cancellationToken)
    {
        var shards = new List<ShardPosition>(_plan.Shards);
        for (var shard = 0; shard < _plan.Shards; shard++)
        {
            var (last, failure) = await _scanner.LastSequenceNumberAsync(_plan.Name, shard, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return ([], failure);
            }

            shards.Add(new(shard, after(shard), last));
        }

        return (shards, null);
    }

    private async ValueTask<string?> PassAsync(string? query, CancellationToken stop)
    {
        foreach (var position in _progress.Shards.ToArray())
        {
            var range = new ShardRange(_plan.Name, position.Shard, position.After, position.Through) { Query = query };
            void Done(BatchReport batch) => Advance(position.Shard, batch);
            var failure = _options.DryRun
                ? await _shards.CountAsync(range, Done, stop).ConfigureAwait(false)
                : await _shards.RunAsync(range, Done, stop).ConfigureAwait(false);
            if (failure is not null)
            {
                return failure;
            }

            Advance(position.Shard, new(position.Through, new(), []));
        }

        return null;
    }

    private void Advance(int shard, BatchReport batch)
    {
        var shards = _progress.Shards.Select(position => position.Shard == shard && batch.Through is { } through ? position with { After = Math.Max(position.After, through) } : position);
        _progress = _progress with { Shards = [.. shards], Counters = _progress.Counters + (_progress.Sweeping ? Swept(batch.Counters) : batch.Counters) };
        _changed(_progress, batch);
    }

    // The sweep also meets documents that this run has counted already, such as those whose embedding it took away.
    private static BackfillCounters Swept(BackfillCounters counters) => counters with { Scanned = counters.Embedded + counters.Lost, UpToDate = 0, NoText = 0, TooLarge = 0 };

    // Only what is visible to searches can be scanned. An account that may not refresh sees the rest a second later.
    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_options.DryRun)
        {
            await _calls.SendAsync(new ClusterCall(HttpMethod.Post, $"/{Uri.EscapeDataString(_plan.Name)}/_refresh"), cancellationToken).ConfigureAwait(false);
        }
    }
}
