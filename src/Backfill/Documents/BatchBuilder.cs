using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Documents;

/// <summary>Gathers scanned documents into batches that are bounded by documents, bytes and tokens. Not for concurrent use.</summary>
internal sealed class BatchBuilder(DocumentAssessor assessor, BackfillOptions options)
{
    private const int CharactersPerToken = 4;

    private readonly List<WorkItem> _items = [];
    private readonly List<LostDocument> _lost = [];
    private BackfillCounters _counters = new();
    private long _through = -1;
    private long _bytes;
    private long _tokens;

    /// <summary>Whether anything was added since the last batch.</summary>
    public bool IsEmpty => _counters.Scanned == 0;

    /// <summary>Whether the next document belongs to the next batch. Documents without work count too, so that a checkpoint is never far behind.</summary>
    public bool IsFull =>
        _items.Count >= options.BatchDocuments
        || _bytes >= options.BatchBytes
        || _tokens >= options.BatchTokens
        || _counters.Scanned >= Math.Max(1_000, options.BatchDocuments);

    public void Add(ScannedDocument document)
    {
        var (assessment, text, isOutdated) = assessor.Assess(document);
        _through = document.SequenceNumber;
        _counters += Count(assessment) with { Scanned = 1 };
        switch (assessment)
        {
            case Assessment.Encode or Assessment.Clear:
                _items.Add(new(document, text, isOutdated));
                _bytes += document.Source.Length;
                _tokens += Math.Min(options.TokensPerDocument, ((text?.Length ?? 0) / CharactersPerToken) + 1);
                break;
            case Assessment.Unfit or Assessment.Unreadable:
                _lost.Add(new(document, LostReasons.Of(assessment)));
                break;
            default:
                break;
        }
    }

    /// <summary>The batch; the builder starts the next one.</summary>
    public WorkBatch Take()
    {
        var batch = new WorkBatch([.. _items], _through, _counters) { Lost = [.. _lost] };
        _items.Clear();
        _lost.Clear();
        (_counters, _bytes, _tokens) = (new(), 0, 0);
        return batch;
    }

    /// <summary>How a document counts that needs no write.</summary>
    public static BackfillCounters Count(Assessment assessment) => assessment switch
    {
        Assessment.UpToDate => new() { UpToDate = 1 },
        Assessment.NoText => new() { NoText = 1 },
        Assessment.TooLarge => new() { TooLarge = 1 },
        Assessment.Gone => new() { Gone = 1 },
        _ => new(),
    };
}
