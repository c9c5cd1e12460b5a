using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Model.Encoding;

namespace TwinBert.Backfill.Repairing;

/// <summary>
/// Tries the documents again that a backfill lists as lost. The list has those that are lost still, whenever the work is broken off. Not for concurrent use.
/// </summary>
/// <param name="repair">Repairs them.</param>
/// <param name="list">The list.</param>
public sealed class FailedDocuments(DocumentRepair repair, DeadLetterFile list)
{
    private const int AtOnce = 64;

    /// <summary>Tries those of one index.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="encoder">The document tower of its model.</param>
    /// <param name="cancellationToken">Ends it; what was done is done, and no longer in the list.</param>
    /// <returns>What became of them; and why not all were tried, in one line.</returns>
    public async ValueTask<(BackfillCounters Counters, string? Failure)> RetryAsync(
        IndexPlan plan, IDocumentEncoder encoder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var letters = list.Load();
        var counters = new BackfillCounters();
        var mine = letters.Where(letter => letter.Index == plan.Name).DistinctBy(letter => (letter.Id, letter.Routing)).ToArray();
        foreach (var some in mine.Chunk(AtOnce))
        {
            DocumentAddress[] documents = [.. some.Select(letter => new DocumentAddress(letter.Id, letter.Routing))];
            var outcome = await repair.RepairAsync(plan, encoder, documents, cancellationToken).ConfigureAwait(false);
            counters += outcome.Counters;
            if (outcome.Failure is { } failure)
            {
                return (counters, failure);
            }

            var tried = some.Select(letter => (letter.Index, letter.Id, letter.Routing)).ToHashSet();
            letters =
            [
                .. letters.Where(letter => !tried.Contains((letter.Index, letter.Id, letter.Routing))),
                .. outcome.Lost.Select(lost => new DeadLetter(plan.Name, lost.Document.Id, lost.Document.Routing, lost.Reason)),
            ];
            list.Replace(letters);
        }

        return (counters, null);
    }
}
