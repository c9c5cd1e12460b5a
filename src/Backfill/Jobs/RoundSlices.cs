using TwinBert.Backfill.Keeping;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>
/// The slices of a round, as far as this worker knows them. What is done stays done, and is not read again. Thread-safe: the next slice is taken while the
/// batches of the one before are being written.
/// </summary>
/// <param name="index">Where they are kept.</param>
/// <param name="job">The job's letters and digits.</param>
/// <param name="round">The round.</param>
internal sealed class RoundSlices(KeptDocuments index, string job, JobRoundPlan round)
{
    private const int ReadAtOnce = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Kept<SliceDocument>> _known = [];
    private readonly HashSet<int> _mine = [];
    private BackfillCounters _counters = new();
    private int _firstOpen;

    /// <summary>The round.</summary>
    public JobRoundPlan Round => round;

    /// <summary>The slices before anything was done.</summary>
    public IReadOnlyList<SliceProgress> Plan { get; } = round.Slices();

    /// <summary>What was done in them, as far as is known.</summary>
    public BackfillCounters Counters => Volatile.Read(ref _counters);

    /// <summary>Whether all are known to be done.</summary>
    public bool AreDone => Volatile.Read(ref _firstOpen) >= Plan.Count;

    /// <summary>What a slice's document is called.</summary>
    public string NameOf(int number) => round.NameOf(job, number);

    /// <summary>The slice's document as it was last read or written; null where there was none.</summary>
    public Kept<SliceDocument>? Known(int number)
    {
        lock (_lock)
        {
            return _known.GetValueOrDefault(number);
        }
    }

    /// <summary>Reads those that are not done and not this worker's, from the first such on.</summary>
    /// <returns>Why that was not possible, in one line; null when it was.</returns>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var isFreeSeen = false;
        for (var from = Volatile.Read(ref _firstOpen); from < Plan.Count && !isFreeSeen; from += ReadAtOnce)
        {
            var numbers = Unsettled(from);
            var (found, failure) = await index.ReadAsync<SliceDocument>([.. numbers.Select(NameOf)], cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return failure;
            }

            isFreeSeen = found.Any(slice => slice?.Document is null or { Owner: null, Progress.IsDone: false });
            Learn(numbers.Zip(found));
        }

        return null;
    }

    /// <summary>Those that nobody works on: first those that nobody ever has.</summary>
    /// <param name="isFree">Whether what an owner has may be taken.</param>
    public IReadOnlyList<int> Free(Func<string, bool> isFree)
    {
        lock (_lock)
        {
            return [.. Enumerable.Range(_firstOpen, Plan.Count - _firstOpen)
                .Where(number => !_mine.Contains(number) && !IsDone(number) && (OwnerOf(number) is not { } owner || isFree(owner)))
                .OrderBy(number => OwnerOf(number) is not null)];
        }
    }

    /// <summary>A slice is this worker's from now on.</summary>
    public void Take(int number, Kept<SliceDocument> slice)
    {
        lock (_lock)
        {
            _mine.Add(number);
            Keep(number, slice);
        }
    }

    /// <summary>This worker has changed its slice.</summary>
    public void Change(int number, Kept<SliceDocument> slice)
    {
        lock (_lock)
        {
            Keep(number, slice);
            SkipDone();
        }
    }

    /// <summary>A slice is no longer this worker's.</summary>
    public void Drop(int number)
    {
        lock (_lock)
        {
            _mine.Remove(number);
        }
    }

    private int[] Unsettled(int from)
    {
        lock (_lock)
        {
            return [.. Enumerable.Range(from, Math.Min(ReadAtOnce, Plan.Count - from)).Where(number => !IsDone(number) && !_mine.Contains(number))];
        }
    }

    // Of a slice that this worker has taken or given back meanwhile it knows better. One that somebody has deleted is free again, from its beginning: nobody
    // would ever finish it.
    private void Learn(IEnumerable<(int Number, Kept<SliceDocument>? Slice)> read)
    {
        lock (_lock)
        {
            foreach (var (number, slice) in read)
            {
                if (slice is not null && !_mine.Contains(number) && slice.SequenceNumber >= (_known.GetValueOrDefault(number)?.SequenceNumber ?? -1))
                {
                    Keep(number, slice);
                }
                else if (slice is null && !_mine.Contains(number))
                {
                    Forget(number);
                }
            }

            SkipDone();
        }
    }

    private void Keep(int number, Kept<SliceDocument> slice)
    {
        var before = _known.GetValueOrDefault(number)?.Document.Progress.Counters;
        _known[number] = slice;
        Volatile.Write(ref _counters, _counters + slice.Document.Progress.Counters - (before ?? new()));
    }

    private void Forget(int number)
    {
        if (!IsDone(number) && _known.Remove(number, out var known))
        {
            Volatile.Write(ref _counters, _counters - known.Document.Progress.Counters);
        }
    }

    private string? OwnerOf(int number) => _known.GetValueOrDefault(number)?.Document.Owner;

    private bool IsDone(int number) => _known.GetValueOrDefault(number)?.Document.Progress.IsDone == true;

    private void SkipDone()
    {
        while (_firstOpen < Plan.Count && IsDone(_firstOpen))
        {
            _firstOpen++;
        }
    }
}
