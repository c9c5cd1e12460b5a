namespace TwinBert.Evaluation.Metrics;

/// <summary>
/// Normalised discounted cumulative gain: DCG@k = Σ gain(gradeᵢ) / log₂(i + 1) over the ranks i = 1…k, divided by the DCG@k of the best
/// order that all judged documents of the query could have. The gain is linear unless asked otherwise.
/// </summary>
public static class Ndcg
{
    /// <summary>The nDCG of one ranking.</summary>
    /// <param name="k">The number of ranks that count, at least 1.</param>
    /// <param name="ranking">The grades of the ranked documents, best rank first; 0 for an unjudged document. Negative grades count as 0.</param>
    /// <param name="judged">The grades of all judged documents of the query, in any order; they make the ideal order.</param>
    /// <param name="gain">What a grade is worth.</param>
    /// <returns>0 to 1; 0 for a query without a relevant document, as <c>trec_eval</c> has it.</returns>
    public static double At(int k, IEnumerable<int> ranking, IEnumerable<int> judged, Gain gain = Gain.Linear)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var ideal = Discounted(judged.OrderDescending(), k, gain);
        return ideal > 0 ? Discounted(ranking, k, gain) / ideal : 0;
    }

    private static double Discounted(IEnumerable<int> grades, int k, Gain gain) =>
        grades.Take(k).Select((grade, index) => Worth(grade, gain) / Math.Log2(index + 2)).Sum();

    private static double Worth(int grade, Gain gain) => grade <= 0 ? 0 : gain == Gain.Linear ? grade : Math.Pow(2, grade) - 1;
}
