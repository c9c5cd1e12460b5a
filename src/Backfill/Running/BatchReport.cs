using TwinBert.Backfill.Documents;

namespace TwinBert.Backfill.Running;

/// <summary>A batch that is done with.</summary>
/// <param name="Through">The shard is done up to this sequence number; null when the batch did not come to its end.</param>
/// <param name="Counters">What was done.</param>
/// <param name="Lost">Documents that could not get an embedding; in the counters.</param>
internal sealed record BatchReport(long? Through, BackfillCounters Counters, IReadOnlyList<LostDocument> Lost);
