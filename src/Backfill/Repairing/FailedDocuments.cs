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
public sealed class FailedDocuments(DocumentRepair repair, ILostDocuments list)
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
        var counters = new BackfillCounters();
        var (letters, unread) = await list.LoadAsync(plan.Name, plan.Fields.Embedding, cancellationToken).ConfigureAwait(false);
        if (unread is not null)
        {
            return (counters, unread);
        }

        foreach (var some in letters.DistinctBy(letter => (letter.Id, letter.Routing)).Chunk(AtOnce))
        {
            DocumentAddress[] documents = [.. some.Select(letter => new DocumentAddress(letter.Id, letter.Routing))];
            var outcome = await repair.RepairAsync(plan, encoder, documents, cancellationToken).ConfigureAwait(false);
            counters += outcome.Counters;
            if (outcome.Failure is { } failure)
            {
                return (counters, failure);
            }

            DeadLetter[] lost =
            [
                .. outcome.Lost.Select(entry => new DeadLetter(plan.Name, entry.Document.Id, entry.Document.Routing, entry.Reason)
                {
                    Embedding = plan.Fields.Embedding.Name,
                }),
            ];
            if (await list.ReplaceAsync(some, lost, cancellationToken).ConfigureAwait(false) is { } unlisted)
            {
                return (counters, unlisted);
            }
        }

        return (counters, null);
    }
}
