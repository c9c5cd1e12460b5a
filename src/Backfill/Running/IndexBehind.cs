namespace TwinBert.Backfill.Running;

/// <summary>Documents that others wrote until the very end, and that were left as they are.</summary>
/// <param name="Missing">Those without an embedding of the model.</param>
/// <param name="Stale">Those with an embedding of an older text.</param>
public sealed record IndexBehind(long Missing, long Stale)
{
    /// <summary>None.</summary>
    public static readonly IndexBehind None = new(0, 0);

    /// <summary>Whether there are any.</summary>
    public bool Any => Missing + Stale > 0;
}
