namespace TwinBert.Evaluation.Metrics;

/// <summary>
/// Reciprocal rank: 1 / r, where r is the rank of the first relevant document (grade 1 or more) among the first k; 0 when there is none.
/// Its mean over queries is the MRR@k.
/// </summary>
public static class Mrr
{
    /// <summary>The reciprocal rank of one ranking.</summary>
    /// <param name="k">The number of ranks that count, at least 1.</param>
    /// <param name="ranking">The grades of the ranked documents, best rank first; 0 for an unjudged document.</param>
    /// <returns>0 to 1.</returns>
    public static double At(int k, IEnumerable<int> ranking)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var rank = 0;
        foreach (var grade in ranking.Take(k))
        {
            rank++;
            if (grade > 0)
            {
                return 1.0 / rank;
            }
        }

        return 0;
    }
}
