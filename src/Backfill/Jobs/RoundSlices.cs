using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>The slices of a round, as far as this worker knows them. What is done stays done, and is not read again. Not for concurrent use.</summary>
/// <param name="index">Where they are kept.</param>
/// <param name="job">The job's letters and digits.</param>
/// <param name="round">The round.</param>
internal sealed class RoundSlices(JobsIndex index, string job, JobRoundPlan round)
{
    private const int ReadAtOnce = 500;

    private readonly Dictionary<int, Kept<SliceDocument>> _known = [];
    private readonly HashSet<int> _mine = [];
    private int _firstOpen;

    /// <summary>The round.</summary>
    public JobRoundPlan Round => round;

    /// <summary>The slices before anything was done.</summary>
    public IReadOnlyList<SliceProgress> Plan { get; } = round.Slices();

    /// <summary>What was done in them, as far as is known.</summary>
    public BackfillCounters Counters => _known.Values.Aggregate(new BackfillCounters(), (sum, slice) => sum + slice.Document.Progress.Counters);

    /// <summary>Whether all are known to be done.</summary>
    public bool AreDone => _firstOpen >= Plan.Count;

    /// <summary>What a slice's document is called.</summary>
    public string NameOf(int number) => round.NameOf(job, number);

    /// <summary>The slice's document as it was last read or written; null where there was none.</summary>
    public Kept<SliceDocument>? Known(int number) => _known.GetValueOrDefault(number);

    /// <summary>Reads those that are not done and not this worker's, from the first such on.</summary>
    /// <returns>Why that was not possible, in one line; null when it was.</returns>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var from = _firstOpen;
        var isFreeSeen = false;
        while (from < Plan.Count && !isFreeSeen)
        {
            int[] numbers = [.. Enumerable.Range(from, Math.Min(ReadAtOnce, Plan.Count - from)).Where(number => !IsDone(number) && !_mine.Contains(number))];
            var (found, failure) = await index.ReadAsync<SliceDocument>([.. numbers.Select(NameOf)], cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return failure;
            }

            foreach (var (number, slice) in numbers.Zip(found))
            {
                if (slice is not null)
                {
                    _known[number] = slice;
                }

                isFreeSeen |= slice?.Document is null or { Owner: null, Progress.IsDone: false };
            }

            from += ReadAtOnce;
        }

        SkipDone();
        return null;
    }

    /// <summary>Those that nobody works on: first those that nobody ever has.</summary>
    /// <param name="isFree">Whether what an owner has may be taken.</param>
    public IEnumerable<int> Free(Func<string, bool> isFree) =>
        Enumerable.Range(_firstOpen, Plan.Count - _firstOpen)
            .Where(number => !_mine.Contains(number) && !IsDone(number) && (Known(number)?.Document.Owner is not { } owner || isFree(owner)))
            .OrderBy(number => Known(number)?.Document.Owner is not null);

    /// <summary>A slice is this worker's from now on.</summary>
    public void Take(int number, Kept<SliceDocument> slice)
    {
        _mine.Add(number);
        _known[number] = slice;
    }

    /// <summary>This worker has changed its slice.</summary>
    public void Change(int number, Kept<SliceDocument> slice)
    {
        _known[number] = slice;
        SkipDone();
    }

    /// <summary>A slice is no longer this worker's.</summary>
    public void Drop(int number) => _mine.Remove(number);

    private bool IsDone(int number) => Known(number)?.Document.Progress.IsDone == true;

    private void SkipDone()
    {
        while (_firstOpen < Plan.Count && IsDone(_firstOpen))
        {
            _firstOpen++;
        }
    }
}
