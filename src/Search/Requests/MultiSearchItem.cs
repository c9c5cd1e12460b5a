namespace TwinBert.Search.Requests;

/// <summary>One search of an <c>_msearch</c>.</summary>
/// <param name="Header">The header line, without its line end; may be empty.</param>
/// <param name="Body">The search body, without its line end.</param>
/// <param name="Indices">The index expression that the header names, as a URL would name it; <see langword="null"/> for that of the URL.</param>
public sealed record MultiSearchItem(ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Body, string? Indices);
