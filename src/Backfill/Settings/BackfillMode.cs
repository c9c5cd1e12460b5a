namespace TwinBert.Backfill.Settings;

/// <summary>Which documents a backfill embeds.</summary>
public enum BackfillMode
{
    /// <summary>Those whose embedding is missing, of another model, or of another text. Reads every document.</summary>
    Outdated,

    /// <summary>Those whose embedding is missing or of another model. Reads only those.</summary>
    Missing,

    /// <summary>All, whatever they have.</summary>
    All,
}
