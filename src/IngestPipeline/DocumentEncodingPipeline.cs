using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;

namespace TwinBert.IngestPipeline;

/// <summary>
/// Sources in, embedding objects out: selects each document's text, hashes it and encodes the batch. Whatever goes wrong with a document or with the
/// encoder is the document's <see cref="IngestOutcome"/>; nothing is thrown but cancellation. Thread-safe.
/// </summary>
/// <param name="encoder">The document tower.</param>
/// <param name="selector">Makes a document's text.</param>
/// <param name="field">The embedding object.</param>
/// <param name="options">Limits; the defaults when <see langword="null"/>.</param>
public sealed class DocumentEncodingPipeline(IDocumentEncoder encoder, DocumentTextSelector selector, EmbeddingField field, DocumentEncodingOptions? options = null)
{
    private readonly DocumentEncodingOptions _options = options ?? new();
    private readonly TextEncoding _encoding = new(encoder, (options ?? new()).TimeProvider);

    /// <summary>Puts an embedding object into a source.</summary>
    public EmbeddingSplice Splice { get; } = new(field);

    /// <summary>Encodes a batch of documents.</summary>
    /// <param name="sources">The documents' sources, each a JSON object in UTF-8.</param>
    /// <param name="cancellationToken">Stops between the encoder's batches.</param>
    /// <returns>One result per source, in the same order.</returns>
    public async ValueTask<IReadOnlyList<IngestResult>> EncodeAsync(IReadOnlyList<ReadOnlyMemory<byte>> sources, CancellationToken cancellationToken)
    {
        var results = new IngestResult[sources.Count];
        var texts = new List<string>(sources.Count);
        var places = new List<int>(sources.Count);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = new(Read(sources[i], out var text));
            if (text is not null)
            {
                texts.Add(text);
                places.Add(i);
            }
        }

        var encoded = await _encoding.EncodeAsync(texts, _options.EncodeTimeout, cancellationToken);
        for (var i = 0; i < places.Count; i++)
        {
            results[places[i]] = encoded[i];
        }

        return results;
    }

    private IngestOutcome Read(ReadOnlyMemory<byte> source, out string? text)
    {
        text = null;
        if (source.Length > _options.MaxDocumentBytes)
        {
            return IngestOutcome.TooLarge;
        }

        if (!Splice.Accepts(source.Span))
        {
            return IngestOutcome.Malformed;
        }

        text = selector.Select(source);
        return text is null ? IngestOutcome.NoText : IngestOutcome.Embedded;
    }
}
