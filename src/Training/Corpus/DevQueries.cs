using TwinBert.Evaluation.Metrics;

namespace TwinBert.Training.Corpus;

/// <summary>What a dev metric is measured on, nDCG@10 with linear gain over the judged documents of some queries. Immutable and thread-safe.</summary>
internal sealed class DevQueries
{
    private const int Cutoff = 10;

    private DevQueries(TrainingSet set, int[] numbers) => (Set, Numbers) = (set, numbers);

    /// <summary>The split.</summary>
    public TrainingSet Set { get; }

    /// <summary>The numbers of the queries, ascending.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>Takes queries from all over a split: neighbours in it are often variants of one another.</summary>
    /// <param name="set">The split.</param>
    /// <param name="count">How many of its queries that have a relevant document; all where it has fewer.</param>
    public static DevQueries Spread(TrainingSet set, int count)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var taken = Math.Min(count, set.WithRelevant.Count);
        return new(set, [.. Enumerable.Range(0, taken).Select(i => set.WithRelevant[(int)((long)i * set.WithRelevant.Count / taken)])]);
    }

    /// <summary>The metric of one query; ties stay in the order of BM25.</summary>
    /// <param name="query">The query's number.</param>
    /// <param name="scores">The scores of its judged documents, in their order.</param>
    public double Ndcg(int query, IReadOnlyList<float> scores)
    {
        var judged = Set.Queries[query].Judged;
        var ranked = Enumerable.Range(0, judged.Count).OrderByDescending(i => scores[i]).Select(i => judged[i].Grade);
        return Evaluation.Metrics.Ndcg.At(Cutoff, ranked, judged.Select(document => document.Grade), Gain.Linear);
    }
}
