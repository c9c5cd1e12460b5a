namespace TwinBert.Backfill.Running;

/// <summary>
/// Holds back what batches would say that were refused as a whole, until one is taken. An index that refuses one batch after another refuses all of them:
/// then it is better
/// to stop, with none of them counted as lost or done, than to list every document. Not for concurrent use.
/// </summary>
internal sealed class RefusalStreak
{
    private const int BatchesToStop = 3;

    private readonly List<Func<ValueTask<string?>>> _held = [];
    private int _refused;

    /// <summary>Whether so many batches were refused that the run should stop.</summary>
    public bool IsBroken => _refused >= BatchesToStop;

    /// <summary>Takes a batch that is done with.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="settle">Counts it and notes that it is done, or says why it cannot.</param>
    /// <returns>Why the run should stop, in one line; null when it should not.</returns>
    public async ValueTask<string?> AddAsync(BatchReport batch, Func<ValueTask<string?>> settle)
    {
        if (batch.IsRefused)
        {
            _held.Add(settle);
            return ++_refused < BatchesToStop
                ? null
                : $"{BatchesToStop} batches in a row were refused as a whole, the last one because: {batch.Lost[^1].Reason} "
                    + "Remove the cause and run again: the run goes on before them.";
        }

        if (_refused == 0)
        {
            return await settle().ConfigureAwait(false);
        }

        // A batch without any document to write says nothing of whether the index takes writes, and the slice is not done up to it before the ones before
        // it are.
        _held.Add(settle);
        return batch.Treated.Settled > batch.Treated.Lost ? await SettleAsync().ConfigureAwait(false) : null;
    }

    /// <summary>Settles what is held back: there is nothing more to come.</summary>
    /// <returns>Why it could not be, in one line; null when it was.</returns>
    public async ValueTask<string?> SettleAsync()
    {
        string? failure = null;
        foreach (var settle in _held)
        {
            failure ??= await settle().ConfigureAwait(false);
        }

        _held.Clear();
        _refused = 0;
        return failure;
    }
}
