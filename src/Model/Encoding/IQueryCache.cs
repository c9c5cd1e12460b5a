namespace TwinBert.Model.Encoding;

/// <summary>
/// The embeddings of queries that were asked before. What is kept and what is counted shows what others searched for, so neither happens by itself: who
/// searches says when it is due. Implementations are thread-safe.
/// </summary>
public interface IQueryCache
{
    /// <summary>The lookups that were counted, since the start.</summary>
    (long Hits, long Misses) Lookups { get; }

    /// <summary>The embedding of a query that is kept; <see langword="null"/> for another. Counts nothing.</summary>
    /// <param name="text">The query's text.</param>
    QueryEmbedding? Recall(string text);

    /// <summary>Keeps an embedding, in the place of the one that was not used for longest.</summary>
    /// <param name="text">The query's text.</param>
    /// <param name="embedding">Its embedding; shared by all who recall it, and not to be changed.</param>
    void Keep(string text, QueryEmbedding embedding);

    /// <summary>Counts a lookup.</summary>
    /// <param name="isHit">Whether it found an embedding.</param>
    void Count(bool isHit);
}
