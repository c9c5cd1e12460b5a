using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;

namespace TwinBert.IngestPipeline;

/// <summary>
/// Turns texts into embedding objects, within a time limit. What can go wrong with an encoder is an outcome of the texts, never an exception, so that no
/// write depends on it. Thread-safe.
/// </summary>
/// <param name="encoder">The document tower.</param>
/// <param name="time">Measures the limit.</param>
public sealed class TextEncoding(IDocumentEncoder encoder, TimeProvider time)
{
    /// <summary>Encodes texts.</summary>
    /// <param name="spelling">How their vectors are spelled.</param>
    /// <param name="texts">The texts of documents, none empty.</param>
    /// <param name="limit">How long to wait for the encoder; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="cancellationToken">The caller's own; the only thing that this method throws for.</param>
    /// <returns>One result per text, in the same order.</returns>
    public async ValueTask<IReadOnlyList<IngestResult>> EncodeAsync(
        VectorSpelling spelling,
        IReadOnlyList<string> texts,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (texts.Count == 0)
        {
            return [];
        }

        if (limit != Timeout.InfiniteTimeSpan && limit <= TimeSpan.Zero)
        {
            return Failed(texts, IngestOutcome.EncoderTimeout, null);
        }

        using var expiry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            // An encoder that does not look at its token must not hold the write up either: the wait ends with the token, whatever the encoder does.
            var embeddings = await Task.Run(() => encoder.EncodeAsync(texts, either.Token).AsTask(), either.Token).WaitAsync(either.Token);
            return Fits(embeddings, texts.Count) ? Embedded(spelling, texts, embeddings) : Failed(texts, IngestOutcome.EncoderFailed, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var outcome = e is OperationCanceledException && expiry.IsCancellationRequested ? IngestOutcome.EncoderTimeout : IngestOutcome.EncoderFailed;
            return Failed(texts, outcome, e);
        }
    }

    private bool Fits(IReadOnlyList<DocumentEmbedding> embeddings, int count) =>
        embeddings.Count == count && embeddings.All(embedding => embedding.Dimensions == encoder.Dimensions);

    private IngestResult[] Embedded(VectorSpelling spelling, IReadOnlyList<string> texts, IReadOnlyList<DocumentEmbedding> embeddings)
    {
        var results = new IngestResult[texts.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var hash = TextHash.Of(texts[i]);
            results[i] = new(IngestOutcome.Embedded, EmbeddingObject.Write(spelling, embeddings[i], encoder.Fingerprint, hash), hash);
        }

        return results;
    }

    private static IngestResult[] Failed(IReadOnlyList<string> texts, IngestOutcome outcome, Exception? error) =>
        [.. texts.Select(text => new IngestResult(outcome, default, TextHash.Of(text), error))];
}
