using System.Buffers;
using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.Plans;

/// <summary>The engine's answer to the search of a <see cref="SearchPlan"/>. Holds on to the bytes that it was read from. Belongs to one search.</summary>
public abstract class PlanAnswer
{
    /// <summary>Whether anything was found that an order can be given to.</summary>
    public abstract bool HasHits { get; }

    /// <summary>The order that the engine has given the hits already; <see langword="null"/> where <see cref="Rank"/> gives it.</summary>
    public virtual RerankResult? Given => null;

    /// <summary>Whether shards failed that may not have failed on the client's own search.</summary>
    public virtual bool IsPartial => false;

    /// <summary>Gives the hits their order.</summary>
    /// <param name="query">The query's embedding.</param>
    public abstract RerankResult Rank(QueryEmbedding query);

    /// <summary>Writes the page that the client asked for.</summary>
    /// <param name="output">Receives the page.</param>
    /// <param name="result">The order; without one, the page is the engine's own.</param>
    /// <param name="addedMilliseconds">What the answer's <c>took</c> grows by.</param>
    public abstract void WritePage(IBufferWriter<byte> output, RerankResult? result, long addedMilliseconds);
}
