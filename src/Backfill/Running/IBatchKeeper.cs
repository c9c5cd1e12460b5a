using TwinBert.Backfill.Documents;

namespace TwinBert.Backfill.Running;

/// <summary>Keeps account of the batches of a run, so that it can be killed at any moment. Batches are written one after another.</summary>
internal interface IBatchKeeper
{
    /// <summary>A batch is about to be written.</summary>
    /// <param name="items">Its documents.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask BeginAsync(IReadOnlyList<EncodedItem> items, CancellationToken cancellationToken);

    /// <summary>A batch is done with.</summary>
    /// <param name="shard">Its shard.</param>
    /// <param name="batch">What became of it.</param>
    /// <returns>Why the run should not go on, in one line; null when it should.</returns>
    string? Done(int shard, BatchReport batch);
}
