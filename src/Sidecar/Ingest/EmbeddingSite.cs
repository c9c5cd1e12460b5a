namespace TwinBert.Sidecar.Ingest;

/// <summary>A JSON object in a batch that an embedding object goes into, or comes out of.</summary>
/// <param name="Item">The document or update that it belongs to.</param>
/// <param name="Index">How documents of its index are embedded.</param>
/// <param name="Role">What the object is to the stored document.</param>
/// <param name="Source">Where it is in the batch.</param>
internal sealed record EmbeddingSite(WriteItem Item, IngestIndex Index, SiteRole Role, Range Source)
{
    /// <summary>The text to encode; <see langword="null"/> while there is none.</summary>
    public string? Text { get; set; }

    /// <summary>What became of it.</summary>
    public WriteOutcome Outcome { get; set; } = WriteOutcome.Embedded;

    /// <summary>What is written as the embedding object; empty to leave the object alone.</summary>
    public ReadOnlyMemory<byte> Value { get; set; }
}
