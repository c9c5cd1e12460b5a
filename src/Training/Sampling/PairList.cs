using TwinBert.Training.Corpus;

namespace TwinBert.Training.Sampling;

/// <summary>Which pairs a teacher is to score: judged documents of a query, and the best that BM25 found and nobody judged.</summary>
internal static class PairList
{
    /// <summary>
    /// The pairs, query by query. Queries are shuffled across the splits, so that labelling that is cut short has scored some of everything.
    /// </summary>
    /// <param name="sets">The splits, of one corpus.</param>
    /// <param name="judged">How many judged documents of a query, at most: relevant ones up to half, then the irrelevant ones that BM25 likes best.</param>
    /// <param name="unjudged">How many unjudged documents of a query, at most.</param>
    /// <param name="seed">Decides the order of the queries.</param>
    public static IEnumerable<LabelPair> Of(IEnumerable<TrainingSet> sets, int judged, int unjudged, int seed)
    {
        var queries = sets.SelectMany(set => set.Queries).ToArray();
        if (queries.Length == 0)
        {
            yield break;
        }

        foreach (var number in SeededOrder.Of(queries.Length, seed).OfEpoch(0))
        {
            var query = queries[number];
            foreach (var document in Judged(query, judged).Concat(query.Unjudged.Take(unjudged).Select(hit => hit.Document)))
            {
                yield return new(query, document);
            }
        }
    }

    private static IEnumerable<int> Judged(TrainingQuery query, int most)
    {
        if (most >= query.Judged.Count)
        {
            return query.Judged.Select(judged => judged.Document);
        }

        var irrelevant = Math.Min(query.Irrelevant.Count, most - Math.Min(query.Relevant.Count, (most + 1) / 2));
        return query.Relevant.Take(most - irrelevant).Concat(query.Irrelevant.Take(irrelevant));
    }
}

/// <summary>A pair that a teacher is to score.</summary>
/// <param name="Query">The query.</param>
/// <param name="Document">The document's number.</param>
internal sealed record LabelPair(TrainingQuery Query, int Document);
