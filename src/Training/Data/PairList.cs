namespace TwinBert.Training.Data;

/// <summary>Which pairs a teacher is to score: all judged documents of a query, and the best that BM25 found and nobody judged.</summary>
internal static class PairList
{
    /// <summary>
    /// The pairs, query by query. Queries are shuffled across the splits, so that labelling that is cut short has scored some of everything.
    /// </summary>
    /// <param name="sets">The splits, of one corpus.</param>
    /// <param name="unjudged">How many unjudged documents of a query, at most.</param>
    /// <param name="seed">Decides the order of the queries.</param>
    public static IEnumerable<LabelPair> Of(IEnumerable<TrainingSet> sets, int unjudged, int seed)
    {
        var queries = sets.SelectMany(set => set.Queries).ToArray();
        if (queries.Length == 0)
        {
            yield break;
        }

        foreach (var number in SeededOrder.Of(queries.Length, seed).OfEpoch(0))
        {
            var query = queries[number];
            foreach (var document in query.Judged.Select(judged => judged.Document).Concat(query.Unjudged.Take(unjudged).Select(hit => hit.Document)))
            {
                yield return new(query, document);
            }
        }
    }

    /// <summary>How many pairs there are.</summary>
    /// <param name="sets">The splits.</param>
    /// <param name="unjudged">How many unjudged documents of a query, at most.</param>
    public static int Count(IEnumerable<TrainingSet> sets, int unjudged) =>
        sets.SelectMany(set => set.Queries).Sum(query => query.Judged.Count + Math.Min(unjudged, query.Unjudged.Count));
}
