using TwinBert.Search.Embeddings;
using TwinBert.Search.QueryTexts;

namespace TwinBert.Search.Reading;

/// <summary>What has to be known beside a search to decide whether it can be reranked.</summary>
public sealed record SearchReadOptions
{
    /// <summary>How many of the engine's best hits are reranked, 1 to 10,000.</summary>
    /// <value>100</value>
    public int Window { get; init; } = 100;

    /// <summary>The text to rerank by, when the client named one; <see langword="null"/> to find it in the search.</summary>
    public string? QueryText { get; init; }

    /// <summary>Where the body says what the search looks for; the first place with text wins over what is found in the query.</summary>
    public IReadOnlyList<QueryTextPlace> QueryTextPlaces { get; init; } = [];

    /// <summary>The object that holds the embeddings.</summary>
    public EmbeddingField Field { get; init; } = new(EmbeddingField.DefaultName);

    /// <summary>Further embedding objects that the client is not shown.</summary>
    public IReadOnlyList<EmbeddingField> Hidden { get; init; } = [];

    /// <summary>Whether the search is an asynchronous one, whose URL says how long to wait for it, and whose answer has the page within.</summary>
    /// <value><see langword="false"/></value>
    public bool IsAsynchronous { get; init; }

    /// <summary>Whether the answer is wanted in YAML, CBOR or SMILE, which nothing is moved in and nothing is cut out of.</summary>
    /// <value><see langword="false"/></value>
    public bool HasOtherForm { get; init; }

    /// <summary>Whether the client wants to see the embedding object.</summary>
    /// <value><see langword="false"/></value>
    public bool ShowsEmbedding { get; init; }
}
