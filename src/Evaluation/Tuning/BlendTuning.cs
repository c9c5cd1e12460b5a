using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;

namespace TwinBert.Evaluation.Tuning;

/// <summary>Chooses the weight of a blend on a split that is not reported.</summary>
public static class BlendTuning
{
    /// <summary>The weights that are tried.</summary>
    public static IReadOnlyList<double> Grid { get; } = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 8, 10, 12, 14, 16, 20];

    /// <summary>Makes sure that a weight is not chosen on what is reported.</summary>
    /// <param name="reported">The split that is reported.</param>
    /// <param name="tuning">The split to choose on.</param>
    /// <exception cref="DatasetException">They are the same split, or judge a query both.</exception>
    public static void CheckApart(JudgedSet reported, JudgedSet tuning)
    {
        ArgumentNullException.ThrowIfNull(reported);
        ArgumentNullException.ThrowIfNull(tuning);
        var ids = reported.Queries.Select(query => query.Id).ToHashSet(StringComparer.Ordinal);
        var shared = tuning.Queries.Where(query => ids.Contains(query.Id)).Select(query => query.Id).ToArray();
        if (reported.Split == tuning.Split || shared.Length > 0)
        {
            var why = reported.Split == tuning.Split
                ? "it is the split that is reported"
                : $"it shares {shared.Length} queries with the split '{reported.Split}', which is reported, such as '{shared[0]}'";
            throw new DatasetException(
                $"The blend's weight cannot be tuned on the split '{tuning.Split}': {why}. Figures of a weight that was chosen on the same queries are too "
                    + "good; name a split of other queries.");
        }
    }

    /// <summary>Chooses the weight with the highest mean nDCG@10 of the blend in BM25's top 100; the smallest of equal ones.</summary>
    /// <param name="tuning">The queries to choose on.</param>
    /// <param name="ranker">The similarities for these queries.</param>
    /// <param name="gain">What a grade is worth.</param>
    /// <param name="cancellationToken">Stops between weights.</param>
    /// <exception cref="DatasetException">The ranker ranks none of these queries.</exception>
    public static TunedWeight Choose(CandidateSet tuning, Ranker ranker, Gain gain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tuning);
        ArgumentNullException.ThrowIfNull(ranker);
        if (ranker.Scores.All(scores => scores is null))
        {
            throw new DatasetException(
                $"'{ranker.Name}' ranks no query of the split '{tuning.Dataset.Split}', so that its weight cannot be tuned there. Give a run that covers "
                    + "both splits.");
        }

        var tried = Try(Grid, tuning.Queries, ranker, gain, cancellationToken);
        var best = tried.MaxBy(entry => entry.Ndcg);
        return new(tuning.Dataset.Split, best.Weight, best.Ndcg, tried);
    }

    /// <summary>Measures weights: the mean nDCG@10 of the blend in BM25's top 100.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="ranker">The similarities for these queries.</param>
    /// <param name="gain">What a grade is worth.</param>
    /// <param name="cancellationToken">Stops between weights.</param>
    public static IReadOnlyList<(double Weight, double Ndcg)> Try(
        IEnumerable<double> weights, IReadOnlyList<QueryCandidates> queries, Ranker ranker, Gain gain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var tried = new List<(double Weight, double Ndcg)>();
        foreach (var weight in weights)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tried.Add((weight, RankerMetrics.Of(queries, Blend.Of(queries, ranker, weight), CandidatePool.Top100, gain).MeanNdcg));
        }

        return tried;
    }
}
