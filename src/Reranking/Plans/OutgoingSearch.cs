namespace TwinBert.Reranking.Plans;

/// <summary>A search as it is sent to the engine.</summary>
/// <param name="QueryString">Its query string, without a question mark; <see langword="null"/> for the client's own.</param>
/// <param name="Body">Its body: JSON, even where the client sent none.</param>
public readonly record struct OutgoingSearch(string? QueryString, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether its hits come with all of their source, as far as it is the search that decides.</summary>
    public bool HasWholeSources { get; init; }
}
