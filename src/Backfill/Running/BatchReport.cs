using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>A batch that is done with.</summary>
/// <param name="Through">The shard is done up to this sequence number; null when the batch did not come to its end.</param>
/// <param name="Untouched">What the scan counted: documents that need no write.</param>
/// <param name="Treated">What became of the documents that needed one.</param>
/// <param name="Lost">Documents that could not get an embedding; in the counters.</param>
internal sealed record BatchReport(long? Through, BackfillCounters Untouched, BackfillCounters Treated, IReadOnlyList<LostDocument> Lost)
{
    /// <summary>A batch with nothing in it.</summary>
    /// <param name="through">The shard is done up to this sequence number.</param>
    public static BatchReport Empty(long through) => new(through, new(), new(), []);

    /// <summary>Whether there were documents to write, and none of them was taken.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Documents of which nobody knows whether they were written.</summary>
    public IReadOnlyList<ScannedDocument> Unconfirmed { get; init; } = [];
}
