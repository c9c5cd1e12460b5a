using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;

namespace TwinBert.Evaluation.Ranking;

/// <summary>What one way of ranking scored on every query, in the queries' order.</summary>
/// <param name="Ndcg">nDCG@10, by query.</param>
/// <param name="ReciprocalRank">The reciprocal rank within the first 10, by query.</param>
/// <param name="Recall">Recall within the first 10, by query.</param>
public sealed record RankerMetrics(IReadOnlyList<double> Ndcg, IReadOnlyList<double> ReciprocalRank, IReadOnlyList<double> Recall)
{
    /// <summary>The number of ranks that all of them look at.</summary>
    public const int K = 10;

    /// <summary>The share of the first 10 documents that nobody has judged, by query; 0 where nothing is ranked.</summary>
    public required IReadOnlyList<double> Unjudged { get; init; }

    /// <summary>The mean of <see cref="Unjudged"/>; 0 without queries.</summary>
    public double MeanUnjudged => Unjudged.DefaultIfEmpty().Average();

    /// <summary>The mean of <see cref="Ndcg"/>; 0 without queries.</summary>
    public double MeanNdcg => Ndcg.DefaultIfEmpty().Average();

    /// <summary>The mean of <see cref="ReciprocalRank"/>: MRR@10; 0 without queries.</summary>
    public double MeanReciprocalRank => ReciprocalRank.DefaultIfEmpty().Average();

    /// <summary>The mean of <see cref="Recall"/>: recall@10; 0 without queries.</summary>
    public double MeanRecall => Recall.DefaultIfEmpty().Average();

    /// <summary>Scores the orders that a ranker puts a pool in.</summary>
    /// <param name="queries">The candidates.</param>
    /// <param name="ranker">The ranker of these queries.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="gain">What a grade is worth in nDCG.</param>
    public static RankerMetrics Of(IReadOnlyList<QueryCandidates> queries, Ranker ranker, CandidatePool pool, Gain gain)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(ranker);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ranker.Scores.Count, queries.Count);
        var (ndcg, reciprocal, recall) = (new double[queries.Count], new double[queries.Count], new double[queries.Count]);
        var unjudged = new double[queries.Count];
        for (var i = 0; i < queries.Count; i++)
        {
            var judgements = queries[i].Query.Grades;
            var first = ranker.Order(i, queries[i], pool).Take(K).ToArray();
            var grades = Array.ConvertAll(first, hit => judgements.GetValueOrDefault(hit.Id));
            ndcg[i] = Metrics.Ndcg.At(K, grades, judgements.Values, gain);
            reciprocal[i] = Mrr.At(K, grades);
            recall[i] = Metrics.Recall.At(K, grades, judgements.Values);
            unjudged[i] = first.Select(hit => judgements.ContainsKey(hit.Id) ? 0.0 : 1.0).DefaultIfEmpty().Average();
        }

        return new(ndcg, reciprocal, recall) { Unjudged = unjudged };
    }
}
