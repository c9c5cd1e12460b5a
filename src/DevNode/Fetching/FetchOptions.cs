namespace TwinBert.DevNode.Fetching;

/// <summary>A field asked for by name or pattern, and how its values are to be printed.</summary>
internal sealed record FieldPattern(string Pattern, string? Format);

/// <summary>What of each hit is shown.</summary>
internal sealed record FetchOptions
{
    public SourceFilter Source { get; init; } = SourceFilter.All;

    /// <summary>Fields read from the source.</summary>
    public IReadOnlyList<FieldPattern> Fields { get; init; } = [];

    /// <summary>Fields read from the values kept for sorting.</summary>
    public IReadOnlyList<FieldPattern> DocValueFields { get; init; } = [];

    /// <summary>Whether even the identifier is left out: <c>stored_fields: "_none_"</c>.</summary>
    public bool OmitsId { get; init; }

    public bool Version { get; init; }

    public bool SequenceNumber { get; init; }

    public HighlightOptions? Highlight { get; init; }
}
