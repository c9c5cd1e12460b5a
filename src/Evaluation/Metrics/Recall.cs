namespace TwinBert.Evaluation.Metrics;

/// <summary>
/// Recall: the relevant documents (grade 1 or more) among the first k, divided by all relevant documents of the query.
/// No reranking can put more of them on a page than the engine found.
/// </summary>
public static class Recall
{
    /// <summary>The recall of one ranking.</summary>
    /// <param name="k">The number of ranks that count, at least 1.</param>
    /// <param name="ranking">The grades of the ranked documents, best rank first; 0 for an unjudged document.</param>
    /// <param name="judged">The grades of all judged documents of the query, in any order.</param>
    /// <returns>0 to 1; 0 for a query without a relevant document.</returns>
    public static double At(int k, IEnumerable<int> ranking, IEnumerable<int> judged)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var relevant = judged.Count(grade => grade > 0);
        return relevant == 0 ? 0 : (double)ranking.Take(k).Count(grade => grade > 0) / relevant;
    }
}
