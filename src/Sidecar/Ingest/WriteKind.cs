namespace TwinBert.Sidecar.Ingest;

/// <summary>What the body of a write is.</summary>
internal enum WriteKind
{
    /// <summary>Lines of actions and sources.</summary>
    Bulk,

    /// <summary>A document.</summary>
    Document,

    /// <summary>An update: <c>doc</c>, <c>upsert</c>, <c>script</c>.</summary>
    Update,
}
