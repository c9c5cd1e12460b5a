namespace TwinBert.Sidecar.Visibility;

/// <summary>Whether a caller may see all text that the vectors of an index are made of.</summary>
internal enum Sight
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Not all of it, as far as can be told.</summary>
    Partial,

    /// <summary>The engine could not be asked.</summary>
    Unknown,
}
