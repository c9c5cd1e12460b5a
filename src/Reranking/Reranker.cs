using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Search.Responses;

namespace TwinBert.Reranking;

/// <summary>
/// Gives the engine's best hits a new order:
/// <list type="number">
/// <item>Take the window, and of it the hits whose embedding the model in use has made.</item>
/// <item>Cross the query with them. A hit without such an embedding is neutral: it gets the model's typical similarity.</item>
/// <item>Blend with the engine's scores.</item>
/// <item>Order by the blend; ties keep the engine's order.</item>
/// </list>
/// Knows no HTTP and no engine. Immutable and thread-safe.
/// </summary>
/// <param name="crossing">The head that scores a query against documents.</param>
/// <param name="fingerprint">The model in use; embeddings of another one count as missing.</param>
/// <param name="typicalSimilarity">What the model typically gives, in [−1, 1].</param>
public sealed class Reranker(ICrossingLayer crossing, ModelFingerprint fingerprint, float typicalSimilarity)
{
    /// <summary>Reranks hits.</summary>
    /// <param name="request">The query and the hits.</param>
    /// <returns>The new order, or why there is none. Does not throw for anything that an engine or a model gives.</returns>
    public RerankResult Rerank(RerankRequest request)
    {
        // 1 take the window
        var window = Math.Min(request.Window, request.Hits.Count);
        var scored = Scorable(request.Hits, window);
        var result = new RerankResult { Outcome = RerankOutcome.Reranked, Window = window, Scored = scored.Length };
        if (window == 0 || scored.Length == 0)
        {
            return result with { Outcome = window == 0 ? RerankOutcome.NoHits : RerankOutcome.NoEmbeddings };
        }

        if (!EngineOrder.IsByScore(request.Hits, window))
        {
            return result with { Outcome = RerankOutcome.NotByScore };
        }

        // 2 cross
        var similarities = new float[window];
        if (!TryCross(request, scored, similarities))
        {
            return result with { Outcome = RerankOutcome.InvalidSimilarity };
        }

        // 3 blend
        var fusion = new ScoreFusion(request.ModelWeight);
        for (var rank = 0; rank < window; rank++)
        {
            similarities[rank] = fusion.Fuse(request.Hits[rank].UpstreamScore, similarities[rank]);
        }

        // 4 order
        return Order(result, similarities);
    }

    private int[] Scorable(IReadOnlyList<CandidateHit> hits, int window)
    {
        var ranks = new List<int>(window);
        for (var rank = 0; rank < window; rank++)
        {
            if (hits[rank].Vector.Length == crossing.Dimensions && hits[rank].Model == fingerprint.Value)
            {
                ranks.Add(rank);
            }
        }

        return [.. ranks];
    }

    private bool TryCross(RerankRequest request, int[] scored, float[] similarities)
    {
        if (request.Query.Dimensions != crossing.Dimensions)
        {
            return false;
        }

        var documents = Array.ConvertAll(scored, rank => new DocumentEmbedding(request.Hits[rank].Vector));
        var crossed = new float[scored.Length];
        crossing.Cross(request.Query, documents, crossed);
        Array.Fill(similarities, typicalSimilarity);
        for (var i = 0; i < scored.Length; i++)
        {
            similarities[scored[i]] = crossed[i];
        }

        return Array.TrueForAll(crossed, float.IsFinite) && float.IsFinite(typicalSimilarity);
    }

    private static RerankResult Order(RerankResult result, float[] scores)
    {
        var ranks = new int[scores.Length];
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = i;
        }

        Array.Sort(ranks, (a, b) => scores[a] == scores[b] ? a.CompareTo(b) : scores[b].CompareTo(scores[a]));
        return result with
        {
            Order = new HitOrder(ranks, Array.ConvertAll(ranks, rank => scores[rank])),
            Moved = ranks.Where((rank, place) => rank != place).Count(),
            TopChanged = ranks[0] != 0,
        };
    }
}
