namespace TwinBert.Search.Responses;

/// <summary>How the answer to a widened search is read.</summary>
public sealed record ResponseReadOptions
{
    /// <summary>The length of the model's embeddings; vectors of another length count as missing.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Whether the embedding object stays visible in <c>_source</c>.</summary>
    /// <value><see langword="false"/></value>
    public bool ShowEmbedding { get; init; }
}
