using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;

namespace TwinBert.Search.MultiSearch;

/// <summary>One search of an <c>_msearch</c>.</summary>
/// <param name="Header">The header line, without its line end; may be empty.</param>
/// <param name="Body">The search body, without its line end.</param>
/// <param name="Indices">The index expression that the header names, as a URL would name it; <see langword="null"/> for that of the URL.</param>
public sealed record MultiSearchItem(ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Body, string? Indices)
{
    /// <summary>Why the header leaves the search to the engine: a <see cref="RerankReason"/>; <see langword="null"/> where it does not.</summary>
    public RerankReason? HeaderReason { get; init; }

    /// <summary>Reads the search as <see cref="SearchShapeReader"/> reads a single one.</summary>
    /// <param name="options">The rerank window, the embedding field, and the client's own query text.</param>
    public SearchShape ReadShape(SearchReadOptions options) =>
        HeaderReason is { } reason ? SearchShape.Left(reason)
        // A single search may come without a body; a line without one is an error, and stays the client's.
        : Body.Span.Trim(" \t\r"u8).IsEmpty ? SearchShape.Left(RerankReason.UnreadableBody)
        : SearchShapeReader.Read("", Body, options);

    /// <summary>Reads the search as <see cref="SearchRequestReader"/> reads a single one.</summary>
    /// <param name="options">The rerank window, the embedding field, and the client's own query text.</param>
    public SearchReading Read(SearchReadOptions options) => ReadShape(options).Window;
}
