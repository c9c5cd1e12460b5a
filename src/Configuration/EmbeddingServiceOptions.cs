namespace TwinBert.Configuration;

/// <summary>The embedding service: whether the sidecar gives vectors of texts to whoever asks, as other servers of embeddings do.</summary>
public sealed record EmbeddingServiceOptions
{
    /// <summary>Whether <c>POST /embed</c> and <c>POST /v1/embeddings</c> are answered here instead of going to the cluster.</summary>
    /// <value><see langword="false"/></value>
    public bool Enabled { get; init; }

    /// <summary>
    /// What a request has to give as <c>Authorization: Bearer …</c>; <see langword="null"/> for nothing: whoever reaches the port is answered.
    /// </summary>
    public string? ApiKey { get; init; }

    /// <summary>The most texts in a request. 1 to 10,000.</summary>
    /// <value>512</value>
    public int MaxTexts { get; init; } = 512;
}
