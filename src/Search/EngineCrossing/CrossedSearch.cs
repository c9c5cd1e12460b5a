namespace TwinBert.Search.EngineCrossing;

/// <summary>A client's search with the crossing in it. What the engine answers is the client's answer, but for the embedding in its sources.</summary>
/// <param name="QueryString">The query string to send, without a question mark.</param>
/// <param name="Body">The body to send: JSON, even where the client sent none.</param>
public sealed record CrossedSearch(string QueryString, ReadOnlyMemory<byte> Body);
