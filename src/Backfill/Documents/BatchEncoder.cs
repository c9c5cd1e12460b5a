using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Documents;

/// <summary>Encodes the texts of documents, and measures how long that takes. Thread-safe.</summary>
/// <param name="encoder">The document tower.</param>
/// <param name="family">The family of the engine that stores the embeddings.</param>
/// <param name="time">Measures.</param>
internal sealed class BatchEncoder(IDocumentEncoder encoder, EngineFamily family, TimeProvider time)
{
    private readonly TextEncoding _encoding = new(encoder, time);

    public async ValueTask<(IReadOnlyList<EncodedItem> Items, IReadOnlyList<LostDocument> Lost, double Seconds)> EncodeAsync(
        IReadOnlyList<WorkItem> work,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        string[] texts = [.. work.Select(item => item.Text).OfType<string>()];
        var results = await _encoding.EncodeAsync(family, texts, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        var seconds = texts.Length == 0 ? 0 : time.GetElapsedTime(started).TotalSeconds;

        var items = new List<EncodedItem>(work.Count);
        var lost = new List<LostDocument>();
        var next = 0;
        foreach (var item in work)
        {
            var result = item.Text is null ? new IngestResult(IngestOutcome.NoText, EmbeddingObject.Removed) : results[next++];
            if (item.Text is null || result.IsEmbedded)
            {
                items.Add(new(item.Document, result.EmbeddingObject, result.IsEmbedded));
            }
            else
            {
                lost.Add(new(item.Document, LostReasons.EncoderFailed(result.Error)));
            }
        }

        return (items, lost, seconds);
    }
}
