using TwinBert.Search.Embeddings;
using TwinBert.Search.Parts;
using TwinBert.Search.QueryTexts;

namespace TwinBert.Search.Reading;

/// <summary>
/// A search that can be reranked: what it looks for, which page it wants, and where in its bytes the parts stand that widening changes.
/// Immutable and thread-safe.
/// </summary>
public sealed class SearchRequest
{
    internal SearchRequest(SearchUrl url, ReadOnlyMemory<byte> body, SearchBody members)
    {
        Url = url;
        Body = body;
        Members = members;
    }

    /// <summary>The text to rerank by; not empty.</summary>
    public required string QueryText { get; init; }

    /// <summary>How many hits the client skips, from 0.</summary>
    public required int From { get; init; }

    /// <summary>How many hits the client wants, from 1.</summary>
    public required int Size { get; init; }

    /// <summary>How many of the engine's best hits are reranked.</summary>
    public required int Window { get; init; }

    /// <summary>How long the client lets the engine search; <see langword="null"/> where it does not say.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The object that holds the embeddings.</summary>
    public required EmbeddingField Field { get; init; }

    /// <summary>Further embedding objects that the client is not shown.</summary>
    public IReadOnlyList<EmbeddingField> Hidden { get; init; } = [];

    /// <summary>The body as it came; empty where there was none.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The query string as it came, without its question mark.</summary>
    public string QueryString => Url.Text;

    internal SearchUrl Url { get; }

    internal SearchBody Members { get; }

    /// <summary>What the answer is cut down to; <see langword="null"/> for nothing.</summary>
    internal AnswerFilter? Filter { get; init; }

    /// <summary>Whether the client's own search brings the vector, so that it is not ours to add.</summary>
    internal bool AsksForVector { get; init; }

    /// <summary>The same for the model's fingerprint.</summary>
    internal bool AsksForModel { get; init; }

    /// <summary>Whether the client's <c>fields</c> bring parts of the embedding object, which are to be cut out.</summary>
    internal bool HidesFields { get; init; }
}
