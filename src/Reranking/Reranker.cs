using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
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
    /// <summary>The length of the embeddings that it crosses.</summary>
    public int Dimensions => crossing.Dimensions;

    /// <summary>The model in use.</summary>
    public ModelFingerprint Fingerprint => fingerprint;

    /// <summary>What a hit without an embedding of the model is given.</summary>
    public float TypicalSimilarity => typicalSimilarity;

    /// <summary>The similarity of each hit; <see langword="null"/> for one without an embedding of the model in use.</summary>
    /// <param name="query">The query's embedding.</param>
    /// <param name="hits">The hits.</param>
    /// <returns>One for each hit; <see langword="null"/> where the model gives no numbers.</returns>
    public float?[]? Similarities(QueryEmbedding query, IReadOnlyList<CandidateHit> hits)
    {
        var scored = Scorable(hits, hits.Count);
        var similarities = new float[hits.Count];
        var request = new RerankRequest { Query = query, Hits = hits, Window = hits.Count, ModelWeight = 0 };
        if (!TryCross(request, scored, similarities))
        {
            return null;
        }

        var found = new float?[hits.Count];
        foreach (var rank in scored)
        {
            found[rank] = similarities[rank];
        }

        return found;
    }

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
        Blend(request, similarities);

        // 4 order
        return Order(request, result, similarities);
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

    /// <summary>Turns similarities into what the order follows.</summary>
    private void Blend(RerankRequest request, float[] similarities)
    {
        var scores = new float[similarities.Length];
        for (var rank = 0; rank < scores.Length; rank++)
        {
            scores[rank] = request.Hits[rank].UpstreamScore;
        }

        // A window that is not full is all that was found.
        var hasTail = scores.Length == request.Window;
        if (request.Scores != ScoreContract.Model)
        {
            new ScoreFusion(request.ModelWeight, typicalSimilarity).FuseWindow(scores, similarities, hasTail);
            return;
        }

        var floor = hasTail ? Math.Max(0, scores[^1]) : 0;
        for (var rank = 0; rank < scores.Length; rank++)
        {
            similarities[rank] = floor + ScoreFusion.Raise(similarities[rank]);
        }
    }

    private static RerankResult Order(RerankRequest request, RerankResult result, float[] scores)
    {
        var ranks = new int[scores.Length];
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = i;
        }

        Array.Sort(ranks, (a, b) => scores[a] == scores[b] ? a.CompareTo(b) : scores[b].CompareTo(scores[a]));
        var isDealt = request.Scores == ScoreContract.RankPreserving;
        var given = new float[ranks.Length];
        var moved = 0;
        for (var place = 0; place < ranks.Length; place++)
        {
            given[place] = isDealt ? request.Hits[place].UpstreamScore : scores[ranks[place]];
            moved += ranks[place] == place ? 0 : 1;
        }

        return result with { Order = new HitOrder(ranks, given), Moved = moved, TopChanged = ranks[0] != 0 };
    }
}
