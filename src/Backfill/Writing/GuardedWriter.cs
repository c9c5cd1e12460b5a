using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Writing;

/// <summary>
/// Writes batches and never overwrites anybody: a document that was written meanwhile is read again, judged again and tried again, and left to its
/// writer when that keeps happening. Not for concurrent use.
/// </summary>
/// <param name="writer">Sends the writes.</param>
/// <param name="scanner">Reads documents again.</param>
/// <param name="assessor">Judges them again.</param>
/// <param name="encoder">Encodes their new texts.</param>
/// <param name="retries">How often a document is tried again.</param>
internal sealed class GuardedWriter(BulkWriter writer, IndexScanner scanner, DocumentAssessor assessor, BatchEncoder encoder, int retries)
{
    public async ValueTask<GuardedOutcome> WriteAsync(IReadOnlyList<EncodedItem> items, CancellationToken cancellationToken)
    {
        var counters = new BackfillCounters();
        var lost = new List<LostDocument>();
        for (var round = 0; items.Count > 0; round++)
        {
            var outcome = await writer.WriteAsync(items, cancellationToken).ConfigureAwait(false);
            counters += Written(outcome.Results);
            lost.AddRange(
                outcome.Results.Where(result => result.Status == WriteStatus.Refused).Select(result => new LostDocument(result.Item.Document, result.Reason!)));
            if (outcome.Failure is not null)
            {
                var answered = outcome.Results
                    .Where(result => result.Status is WriteStatus.Written or WriteStatus.Refused)
                    .Select(result => result.Item)
                    .ToHashSet();
                return new(counters, lost, outcome.Failure) { Unconfirmed = [.. items.Where(item => !answered.Contains(item)).Select(item => item.Document)] };
            }

            ScannedDocument[] conflicts = [.. outcome.Results.Where(result => result.Status == WriteStatus.Conflict).Select(result => result.Item.Document)];
            counters += new BackfillCounters { Conflicts = round == 0 ? conflicts.Length : 0 };
            if (round == retries)
            {
                counters += new BackfillCounters { LeftToWriter = conflicts.Length };
                break;
            }

            (items, counters, var failure) = await AgainAsync(conflicts, counters, lost, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return new(counters, lost, failure) { Unconfirmed = conflicts };
            }
        }

        return new(counters, lost, null);
    }

    // A document whose embedding was taken away has no text: that is why.
    private static BackfillCounters Written(IReadOnlyList<WriteResult> results) => new()
    {
        Embedded = results.Count(result => result.Status == WriteStatus.Written && result.Item.IsEmbedded),
        NoText = results.Count(result => result.Status == WriteStatus.Written && !result.Item.IsEmbedded),
    };

    private async ValueTask<(IReadOnlyList<EncodedItem> Items, BackfillCounters Counters, string? Failure)> AgainAsync(
        ScannedDocument[] conflicts, BackfillCounters counters, List<LostDocument> lost, CancellationToken cancellationToken)
    {
        if (conflicts.Length == 0)
        {
            return ([], counters, null);
        }

        var page = await scanner.ReadAgainAsync(conflicts, cancellationToken).ConfigureAwait(false);
        if (page.Failure is not null)
        {
            return ([], counters, page.Failure);
        }

        var work = new List<WorkItem>(conflicts.Length);
        foreach (var document in page.Documents)
        {
            var (assessment, text, isOutdated) = assessor.Assess(document);
            counters += BatchBuilder.Count(assessment);
            if (assessment is Assessment.Encode or Assessment.Clear)
            {
                work.Add(new(document, text, isOutdated));
            }
            else if (assessment is Assessment.Unfit or Assessment.Unreadable)
            {
                lost.Add(new(document, LostReasons.Of(assessment)));
            }
        }

        var encoding = await encoder.EncodeAsync(work, cancellationToken).ConfigureAwait(false);
        lost.AddRange(encoding.Lost);
        return (encoding.Items, counters + new BackfillCounters { EncoderSeconds = encoding.Seconds }, encoding.Failure);
    }
}
