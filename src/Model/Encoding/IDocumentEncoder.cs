namespace TwinBert.Model.Encoding;

/// <summary>The document tower: texts in, quantised embeddings out. Implementations are thread-safe and do their own batching.</summary>
public interface IDocumentEncoder
{
    /// <summary>The model that this encoder belongs to.</summary>
    ModelFingerprint Fingerprint { get; }

    /// <summary>The length of the embeddings.</summary>
    int Dimensions { get; }

    /// <summary>Encodes documents; the answer has one embedding for each text, in the same order.</summary>
    /// <param name="texts">The texts; longer ones are cut at the model's limit.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}
