namespace TwinBert.Model.Encoding;

/// <summary>The query tower: text in, embedding out. Implementations are thread-safe.</summary>
public interface IQueryEncoder
{
    /// <summary>The model that this encoder belongs to.</summary>
    ModelFingerprint Fingerprint { get; }

    /// <summary>The length of the embeddings.</summary>
    int Dimensions { get; }

    /// <summary>Encodes one query. An empty text has a defined embedding.</summary>
    /// <param name="text">The query's text; longer texts are cut at the model's limit.</param>
    /// <param name="cancellationToken">Stops waiting for the encoder.</param>
    ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken);
}
