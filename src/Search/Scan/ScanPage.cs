namespace TwinBert.Search.Scan;

/// <summary>Documents read together, or why they could not be read.</summary>
/// <param name="Documents">The documents, in the order of their sequence numbers.</param>
/// <param name="Failure">Why there are none, in one line; <see langword="null"/> when all went well.</param>
public sealed record ScanPage(IReadOnlyList<ScannedDocument> Documents, string? Failure = null)
{
    /// <summary>A page that could not be read.</summary>
    /// <param name="failure">Why, in one line.</param>
    public static ScanPage Failed(string failure) => new([], failure);
}
