namespace TwinBert.Sidecar.Ingest;

/// <summary>What a JSON object in a write is to the stored document.</summary>
internal enum SiteRole
{
    /// <summary>The whole document. Without an embedding it has none.</summary>
    Document,

    /// <summary>What an update makes of all of the text. Where it gets no embedding, the stored one is taken away: it belongs to another text.</summary>
    NewText,

    /// <summary>What an update makes of some of the text. Where the rest cannot be read, the stored embedding is taken away.</summary>
    PartOfText,

    /// <summary>The document of an <c>upsert</c>, beside a <c>doc</c> or a script that is counted instead.</summary>
    Alternative,
}
