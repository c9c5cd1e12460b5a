using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Running;

/// <summary>Finds out which of the writes that a killed run had begun were done. Thread-safe.</summary>
/// <param name="plan">The index.</param>
/// <param name="scanner">Reads the documents.</param>
/// <param name="assessor">Judges them.</param>
internal sealed class UnconfirmedWrites(IndexPlan plan, IndexScanner scanner, DocumentAssessor assessor)
{
    private const int ReadAtOnce = 500;

    /// <summary>
    /// Counts those that were done. The others are met again: by the scan where they are as they were, by the sweep where somebody else wrote them.
    /// </summary>
    /// <param name="writes">The writes.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask<(BackfillCounters Found, string? Failure)> FindAsync(IReadOnlyList<UnconfirmedWrite> writes, CancellationToken cancellationToken)
    {
        var found = new BackfillCounters();
        foreach (var chunk in writes.Chunk(ReadAtOnce))
        {
            var documents = chunk.Select(write => new ScannedDocument(plan.Name, write.Id, write.Routing, write.SequenceNumber, 0, default));
            var page = await scanner.ReadAgainAsync([.. documents], cancellationToken).ConfigureAwait(false);
            if (page.Failure is not null)
            {
                return (found, page.Failure);
            }

            found = chunk.Zip(page.Documents, Judge).Aggregate(found, BackfillCounters.Add);
        }

        return (found, null);
    }

    private BackfillCounters Judge(UnconfirmedWrite write, ScannedDocument now) => assessor.Assess(now).Assessment switch
    {
        _ when now.SequenceNumber == write.SequenceNumber => new(),
        Assessment.UpToDate => new() { Embedded = 1 },
        Assessment.NoText => new() { NoText = 1 },
        Assessment.Gone => new() { Gone = 1 },
        _ => new(),
    };
}
