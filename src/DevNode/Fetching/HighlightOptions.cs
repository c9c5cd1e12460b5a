namespace TwinBert.DevNode.Fetching;

/// <summary>How the matches in one field are marked.</summary>
internal sealed record HighlightField(string Pattern)
{
    public string PreTag { get; init; } = "<em>";

    public string PostTag { get; init; } = "</em>";

    /// <summary>The length in characters that a fragment should have.</summary>
    public int FragmentSize { get; init; } = 100;

    /// <summary>The most fragments; 0 for the whole value.</summary>
    public int NumberOfFragments { get; init; } = 5;

    /// <summary>How much of a value without matches is shown; 0 for none.</summary>
    public int NoMatchSize { get; init; }

    /// <summary>Whether only the field that a query names is marked.</summary>
    public bool RequiresFieldMatch { get; init; } = true;

    /// <summary>Whether the best fragments come first.</summary>
    public bool OrdersByScore { get; init; }
}

/// <summary>The <c>highlight</c> of a search.</summary>
internal sealed record HighlightOptions(IReadOnlyList<HighlightField> Fields);
