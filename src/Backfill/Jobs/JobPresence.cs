using System.Text.Json;
using TwinBert.Backfill.Keeping;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>
/// A worker's presence in a job: reads the job again and again, so that an order to pause is heard soon and the silence of others is noticed, and gives signs
/// of life. Thread-safe.
/// </summary>
internal sealed class JobPresence : IAsyncDisposable
{
    private readonly KeptDocuments _index;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly WorkerWatch _watch;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _counts = new();
    private readonly Task _listening;
    private JobWorker _worker;
    private Kept<JobDocument> _kept;
    private volatile bool _isGone;
    private BackfillCounters _done = new();
    private (long At, long Scanned) _beaten;

    public JobPresence(KeptDocuments index, Kept<JobDocument> job, JobWorker worker, JobOptions options, TimeProvider time)
    {
        (_index, _options, _time, _kept, _worker) = (index, options, time, job, worker);
        _watch = new(options.Lease, time);
        _watch.Listen(job.Document);
        _beaten = (time.GetTimestamp(), 0);
        _listening = ListenAsync(_ended.Token);
    }

    /// <summary>The worker's name.</summary>
    public string Name => _worker.Name;

    /// <summary>Where the worker is.</summary>
    public string Place => $"{_worker.Host}, process {_worker.Process}";

    /// <summary>The job as it was last read or written.</summary>
    public JobDocument Job => Volatile.Read(ref _kept).Document;

    /// <summary>Whether the cluster did not have the job when it was last read.</summary>
    public bool IsGone => _isGone;

    /// <summary>Whether others work on it.</summary>
    public bool HasOthers => Job is { } job && job.Workers.Any(worker => worker.Name != Name && !_watch.IsDead(worker.Name, job));

    /// <summary>Whether another worker is dead.</summary>
    public bool IsDead(string worker) => _watch.IsDead(worker, Job);

    /// <summary>Counts what this worker has done.</summary>
    public void Count(BackfillCounters done)
    {
        lock (_counts)
        {
            _done += done;
        }
    }

    /// <summary>Lists lost documents.</summary>
    /// <returns>Why that was not possible, in one line; null when it was.</returns>
    public ValueTask<string?> AddLostAsync(IReadOnlyList<LostDocument> lost, CancellationToken cancellationToken) => lost.Count == 0
        ? default
        : _index.ChangeAsync(lost.Select(entry => LostEntry.Of(entry, Job.Embedding)).Select(entry => (entry.Name, (LostEntry?)entry)), cancellationToken);

    /// <summary>Changes the job, whoever else does at the same time.</summary>
    /// <param name="change">The job as it should be, or null where it should stay; asked again when somebody was faster.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that was not possible, in one line; null when it was, or was not wanted any more.</returns>
    public async ValueTask<string?> ChangeAsync(Func<JobDocument, JobDocument?> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } unread)
            {
                return unread;
            }

            while (change(Job) is { } next)
            {
                var (written, failure) = await _index.WriteAsync(JobsIndex.NameOf(Job.Name), next, _kept, cancellationToken).ConfigureAwait(false);
                if (written is not null)
                {
                    Volatile.Write(ref _kept, written);
                    return null;
                }

                failure ??= await ReadAsync(cancellationToken).ConfigureAwait(false);
                if (failure is not null)
                {
                    return failure;
                }
            }

            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the job.</summary>
    /// <returns>Why that was not possible, in one line: that it is gone, for one; null when it was.</returns>
    public ValueTask<string?> HearAsync(CancellationToken cancellationToken) => ChangeAsync(_ => null, cancellationToken);

    /// <summary>Leaves the job.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var patience = new CancellationTokenSource(_options.Lease / 3, _time);
        try
        {
            // Those of whom nothing has been heard for long go, too.
            await ChangeAsync(
                job => job with { Workers = [.. job.Workers.Where(worker => worker.Name != Name && !_watch.IsDead(worker.Name, job))] },
                patience.Token).ConfigureAwait(false);

            // Of a job that nobody could begin, as it was refused what it needs, nothing is left to go on with.
            if (!IsGone && Job is { Rounds.Count: 0, Workers.Count: 0 })
            {
                await _index.RemoveAsync(JobsIndex.NameOf(Job.Name), Volatile.Read(ref _kept), patience.Token).ConfigureAwait(false);
            }

            if (IsGone)
            {
                await JobsIndex.RemoveUnmadeAsync(_index, patience.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Others hear nothing of this worker from now on.
        }

        _ended.Dispose();
        _turn.Dispose();
    }

    private async Task ListenAsync(CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay(_options.Watch, _time, ended).ConfigureAwait(false);
            try
            {
                // Where nothing is to be said, the job is read all the same.
                var worker = _time.GetElapsedTime(_beaten.At) >= _options.Lease / 3 ? Beat() : null;
                await ChangeAsync(job => job.IsOver || worker is null ? null : job.With(worker), ended).ConfigureAwait(false);
            }
            catch (JsonException)
            {
                // Something else than an engine answered, in the middle of an upgrade of a proxy for one. What follows asks again.
            }
        }
    }

    private JobWorker Beat()
    {
        BackfillCounters done;
        lock (_counts)
        {
            done = _done;
        }

        var seconds = _time.GetElapsedTime(_beaten.At).TotalSeconds;
        var rate = seconds > 0 ? (done.Scanned - _beaten.Scanned) / seconds : 0;
        _beaten = (_time.GetTimestamp(), done.Scanned);
        return _worker = _worker with
        {
            Beat = _worker.Beat + 1,
            At = _time.GetUtcNow(),
            Scanned = done.Scanned,
            Embedded = done.Embedded,

            // Batches are of several seconds' length: half of what it was keeps the number still.
            DocumentsPerSecond = _worker.DocumentsPerSecond > 0 ? (rate + _worker.DocumentsPerSecond) / 2 : rate,
        };
    }

    private async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var (found, failure) = await _index.ReadAsync<JobDocument>([JobsIndex.NameOf(Job.Name)], cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            return failure;
        }

        _isGone = found[0] is null;
        if (found[0] is not { } now)
        {
            return JobsIndex.GoneText(Job.Name);
        }

        _watch.Listen(now.Document);
        Volatile.Write(ref _kept, now);
        return null;
    }
}
