using TwinBert.Backfill.Outcomes;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Documents;

/// <summary>
/// Encodes the texts of documents, and measures how long that takes. Where the encoder fails on texts that came together, they are tried again in halves,
/// down to the text that it fails on; an encoder that fails on a plain word too is broken, and says nothing of the texts. Thread-safe.
/// </summary>
/// <param name="encoder">The document tower.</param>
/// <param name="spelling">How the vectors are spelled.</param>
/// <param name="time">Measures.</param>
internal sealed class BatchEncoder(IDocumentEncoder encoder, VectorSpelling spelling, TimeProvider time)
{
    private const string PlainText = "text";

    private readonly TextEncoding _encoding = new(encoder, time);
    private readonly EncodingClock _clock = new(time);
    private long _texts;

    /// <summary>How many texts were encoded, some of them in vain or again.</summary>
    public long Texts => Interlocked.Read(ref _texts);

    public async ValueTask<EncodingOutcome> EncodeAsync(IReadOnlyList<WorkItem> work, CancellationToken cancellationToken)
    {
        string[] texts = [.. work.Select(item => item.Text).OfType<string>()];
        if (texts.Length == 0)
        {
            return Sort(work, [], seconds: 0);
        }

        Interlocked.Add(ref _texts, texts.Length);
        _clock.Enter();
        var (results, failure, seconds) = (Array.Empty<IngestResult>() as IReadOnlyList<IngestResult>, default(string), 0.0);
        try
        {
            (results, failure) = await EncodeAsync(texts, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            seconds = _clock.Leave();
        }

        return failure is null ? Sort(work, results, seconds) : new([], [], seconds) { Failure = failure };
    }

    private async ValueTask<(IReadOnlyList<IngestResult> Results, string? Failure)> EncodeAsync(string[] texts, CancellationToken cancellationToken)
    {
        var results = await SendAsync(texts, cancellationToken).ConfigureAwait(false);
        if (results.All(result => result.IsEmbedded))
        {
            return (results, null);
        }

        var plain = (await SendAsync([PlainText], cancellationToken).ConfigureAwait(false))[0];
        return plain.IsEmbedded
            ? (await SendHalvesAsync(texts, results, cancellationToken).ConfigureAwait(false), null)
            : ([], LostReasons.EncoderBroken(plain.Error));
    }

    private static EncodingOutcome Sort(IReadOnlyList<WorkItem> work, IReadOnlyList<IngestResult> results, double seconds)
    {
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

        return new(items, lost, seconds);
    }

    private ValueTask<IReadOnlyList<IngestResult>> SendAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        _encoding.EncodeAsync(spelling, texts, Timeout.InfiniteTimeSpan, cancellationToken);

    // The encoder's results are all embedded or none: one that fails on a single text fails on all that came with it.
    private async ValueTask<IReadOnlyList<IngestResult>> SendHalvesAsync(
        string[] texts,
        IReadOnlyList<IngestResult> failed,
        CancellationToken cancellationToken)
    {
        if (texts.Length == 1)
        {
            return failed;
        }

        var results = new List<IngestResult>(texts.Length);
        foreach (var half in new[] { texts[..(texts.Length / 2)], texts[(texts.Length / 2)..] })
        {
            var sent = await SendAsync(half, cancellationToken).ConfigureAwait(false);
            results.AddRange(sent.All(result => result.IsEmbedded) ? sent : await SendHalvesAsync(half, sent, cancellationToken).ConfigureAwait(false));
        }

        return results;
    }
}
