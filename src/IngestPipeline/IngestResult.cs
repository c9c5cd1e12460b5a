namespace TwinBert.IngestPipeline;

/// <summary>What became of one document.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="EmbeddingObject">The raw JSON of the embedding object; empty unless the document was embedded.</param>
/// <param name="TextHash">The <see cref="IngestPipeline.TextHash"/> of its text; <see langword="null"/> when it has none or was not read.</param>
/// <param name="Error">What the encoder threw, for the log; <see langword="null"/> when it threw nothing.</param>
public readonly record struct IngestResult(
    IngestOutcome Outcome,
    ReadOnlyMemory<byte> EmbeddingObject = default,
    string? TextHash = null,
    Exception? Error = null)
{
    /// <summary>Whether there is an embedding object.</summary>
    public bool IsEmbedded => Outcome == IngestOutcome.Embedded;
}
