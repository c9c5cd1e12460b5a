using TwinBert.IngestPipeline;

namespace TwinBert.Sidecar.Ingest;

/// <summary>What an object in a write gets. Each step of the write path returns new ones; none is changed.</summary>
/// <param name="Outcome">What becomes of its document, as it is counted.</param>
/// <param name="Text">The text to encode; <see langword="null"/> when there is none, or none any more.</param>
/// <param name="Value">What is written as the embedding object; empty to leave the object alone.</param>
internal sealed record SiteDecision(WriteOutcome Outcome, string? Text, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether the stored embedding is taken away.</summary>
    public bool IsRemoval => Text is null && !Value.IsEmpty && Outcome != WriteOutcome.Embedded;

    /// <summary>Encode a text.</summary>
    public static SiteDecision Embed(string text) => new(WriteOutcome.Embedded, text, default);

    /// <summary>Write an embedding.</summary>
    public static SiteDecision Write(ReadOnlyMemory<byte> embedding) => new(WriteOutcome.Embedded, null, embedding);

    /// <summary>Leave the object as it is.</summary>
    public static SiteDecision Leave(WriteOutcome outcome) => new(outcome, null, default);

    /// <summary>Write no embedding. An update takes the stored one away: it belongs to another text.</summary>
    public static SiteDecision Without(EmbeddingSite site, WriteOutcome outcome) => new(outcome, null, site.IsUpdate ? EmbeddingObject.Removed : default);

    /// <summary>Encode a text where there is any.</summary>
    public static SiteDecision Of(EmbeddingSite site, string? text) => text is null ? Without(site, WriteOutcome.NoText) : Embed(text);
}
