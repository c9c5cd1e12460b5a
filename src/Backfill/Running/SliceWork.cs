using TwinBert.Backfill.Documents;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>A slice that is to be worked through.</summary>
/// <param name="Range">What to read.</param>
/// <param name="Keeper">Hears of every batch before it is written and when it is done with.</param>
internal sealed record SliceWork(ShardRange Range, IBatchKeeper Keeper);

/// <summary>A batch of a slice.</summary>
/// <param name="Slice">The slice; null where none could be had.</param>
/// <param name="Work">The batch.</param>
/// <param name="IsLast">Whether it is the slice's last one.</param>
internal sealed record SliceBatch(SliceWork? Slice, WorkBatch Work, bool IsLast);

/// <summary>A batch of a slice whose texts have been encoded.</summary>
/// <param name="Batch">The batch as it was scanned.</param>
/// <param name="Encoding">What became of its texts.</param>
internal sealed record EncodedSliceBatch(SliceBatch Batch, EncodingOutcome Encoding);
