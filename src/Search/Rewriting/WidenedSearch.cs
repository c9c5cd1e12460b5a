using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.Search.Rewriting;

/// <summary>A search as it is sent to the engine, and what was added to it, so that the answer can be brought back to what the client asked for.</summary>
public sealed record WidenedSearch
{
    /// <summary>The query string to send, without a question mark.</summary>
    public required string QueryString { get; init; }

    /// <summary>The body to send: JSON, even where the client sent none.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How many hits are asked for.</summary>
    public required int Size { get; init; }

    /// <summary>The engine's dialect.</summary>
    public required SearchDialect Dialect { get; init; }

    /// <summary>The object that holds the embeddings.</summary>
    public required EmbeddingField Field { get; init; }

    /// <summary>Further embedding objects that the client is not shown.</summary>
    public IReadOnlyList<EmbeddingField> Hidden { get; init; } = [];

    /// <summary>Whether the vector in the answer is there because of us.</summary>
    internal bool AddedVector { get; init; }

    /// <summary>Whether the fingerprint in the answer is there because of us.</summary>
    internal bool AddedModel { get; init; }

    /// <summary>Whether the score of hits is there because of us.</summary>
    internal bool AddedScore { get; init; }

    /// <summary>Whether the client has the answer cut down, so that what is empty is not there.</summary>
    internal bool IsFiltered { get; init; }

    /// <summary>How many hits the client skips.</summary>
    internal int From { get; init; }

    /// <summary>Whether the client's <c>fields</c> bring parts of the embedding object, which are to be cut out.</summary>
    internal bool HidesFields { get; init; }
}
