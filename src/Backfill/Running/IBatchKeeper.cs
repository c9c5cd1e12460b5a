using TwinBert.Backfill.Documents;

namespace TwinBert.Backfill.Running;

/// <summary>Keeps account of the batches of a slice, so that a run can be killed at any moment. Batches are written one after another.</summary>
internal interface IBatchKeeper
{
    /// <summary>Whether the slice is this worker's still. What somebody else has taken is left to them.</summary>
    bool IsMine { get; }

    /// <summary>A batch is about to be written.</summary>
    /// <param name="items">Its documents.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why the run should not go on, in one line; null when it should.</returns>
    ValueTask<string?> BeginAsync(IReadOnlyList<EncodedItem> items, CancellationToken cancellationToken);

    /// <summary>A batch is done with.</summary>
    /// <param name="batch">What became of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why the run should not go on, in one line; null when it should.</returns>
    ValueTask<string?> DoneAsync(BatchReport batch, CancellationToken cancellationToken);
}
