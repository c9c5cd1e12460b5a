namespace TwinBert.Backfill.Documents;

/// <summary>What a document's embedding is to its present text.</summary>
public enum Freshness
{
    /// <summary>Made by the index's model, from this very text.</summary>
    Fresh,

    /// <summary>Made by the index's model, from an older text.</summary>
    Stale,

    /// <summary>There is none, but there is text.</summary>
    Missing,

    /// <summary>Made by another model.</summary>
    Foreign,

    /// <summary>There is nothing to embed: none of the text fields has text, or the document is over the size limit.</summary>
    NoText,
}
