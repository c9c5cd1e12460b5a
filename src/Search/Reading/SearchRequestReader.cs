namespace TwinBert.Search.Reading;

/// <summary>
/// Reads a search as the engine would, to be reranked by its window. A search that is not understood in every part that matters for
/// that is left to the engine, with the reason. Thread-safe.
/// </summary>
public static class SearchRequestReader
{
    /// <summary>Reads a search.</summary>
    /// <param name="queryString">The raw query string of the URL, with or without its question mark.</param>
    /// <param name="body">The body, decompressed; empty for none.</param>
    /// <param name="options">The rerank window, the embedding field, and the client's own query text.</param>
    /// <returns>A request that can be reranked, or a reason. Never throws for anything that a client sends.</returns>
    public static SearchReading Read(string queryString, ReadOnlyMemory<byte> body, SearchReadOptions options) =>
        SearchShapeReader.Read(queryString, body, options).Window;
}
