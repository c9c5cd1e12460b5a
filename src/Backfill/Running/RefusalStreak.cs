namespace TwinBert.Backfill.Running;

/// <summary>
/// Holds back what batches would say that were refused as a whole, until one is taken. An index that refuses one batch after another refuses all of them:
/// then it is better
/// to stop, with none of them counted as lost or done, than to list every document. Not for concurrent use.
/// </summary>
internal sealed class RefusalStreak
{
    private const int BatchesToStop = 3;

    private readonly List<Action> _held = [];
    private int _refused;

    /// <summary>Takes a batch that is done with.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="settle">Counts it and notes that it is done.</param>
    /// <returns>Why the run should stop, in one line; null when it should not.</returns>
    public string? Add(BatchReport batch, Action settle)
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
            settle();
            return null;
        }

        // A batch without any document to write says nothing of whether the index takes writes, and the shard is not done up to it before the ones before
        // it are.
        _held.Add(settle);
        if (batch.Treated.Settled > batch.Treated.Lost)
        {
            Settle();
        }

        return null;
    }

    /// <summary>Settles what is held back: there is nothing more to come.</summary>
    public void Settle()
    {
        _held.ForEach(settle => settle());
        _held.Clear();
        _refused = 0;
    }
}
