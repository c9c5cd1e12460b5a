using TwinBert.Evaluation.Beir;

namespace TwinBert.Training.Clicks;

/// <summary>What clicks say of a document for a query.</summary>
/// <param name="Query">The query's key (<see cref="Impression.Key"/>).</param>
/// <param name="Document">The document's id.</param>
/// <param name="Shown">How often it was shown.</param>
/// <param name="Looks">How often it was looked at, by the propensities of its positions.</param>
/// <param name="Clicks">How often it was clicked.</param>
/// <param name="Attraction">The probability of a click by somebody who looks, drawn towards the usual one where there are few looks.</param>
/// <param name="Weight">How much of <paramref name="Attraction"/> is evidence, and not the usual one: 0 to 1.</param>
internal sealed record ClickPair(string Query, string Document, int Shown, double Looks, int Clicks, double Attraction, double Weight)
{
    /// <summary>How many times as attractive as usual the document has to be for a grade: 1, 2 and 3.</summary>
    private static readonly double[] Lifts = [1, 2, 3];

    /// <summary>The attraction as the logit that a teacher would give.</summary>
    public float Logit => (float)Math.Log(Attraction / (1 - Attraction));

    /// <summary>The judgement that it stands for.</summary>
    /// <param name="usual">The usual attraction.</param>
    /// <returns>0 without a click, else 0 to 3.</returns>
    public int Grade(double usual) => Clicks == 0 ? 0 : Lifts.Count(lift => Attraction >= lift * usual);
}

/// <summary>The pairs of a log. Immutable.</summary>
/// <param name="Pairs">By query, in the order in which they first came.</param>
/// <param name="Usual">The mean attraction of a look.</param>
internal sealed record ClickPairs(IReadOnlyList<ClickPair> Pairs, double Usual)
{
    // Probabilities of 0 and 1 have no logit, and no number of clicks shows them.
    private const double Least = 0.001;

    /// <summary>
    /// Estimates how attractive each document was for each query: clicks divided by looks, and the usual value for <paramref name="prior"/> more.
    /// </summary>
    /// <param name="impressions">The pages.</param>
    /// <param name="propensities">How likely each position is looked at.</param>
    /// <param name="prior">How many looks the usual value counts for; more than 0.</param>
    /// <exception cref="DatasetException">Nothing was clicked.</exception>
    public static ClickPairs Of(IReadOnlyList<Impression> impressions, Propensities propensities, double prior)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        ArgumentNullException.ThrowIfNull(propensities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(prior);
        var sums = new Dictionary<(string Query, string Document), (int Shown, double Looks, int Clicks)>();
        foreach (var page in impressions)
        {
            foreach (var shown in page.Shown)
            {
                var sum = sums.GetValueOrDefault((page.Key, shown.Document));
                sums[(page.Key, shown.Document)] = (sum.Shown + 1, sum.Looks + propensities.At(shown.Position), sum.Clicks + (shown.Clicked ? 1 : 0));
            }
        }

        var clicks = sums.Values.Sum(sum => sum.Clicks);
        if (clicks == 0)
        {
            throw new DatasetException("Nothing was clicked: there is nothing to learn from.");
        }

        var usual = Math.Clamp(clicks / sums.Values.Sum(sum => sum.Looks), Least, 0.5);
        return new(
            [.. sums.Select(sum => new ClickPair(
                sum.Key.Query,
                sum.Key.Document,
                sum.Value.Shown,
                sum.Value.Looks,
                sum.Value.Clicks,
                Math.Clamp((sum.Value.Clicks + (prior * usual)) / (sum.Value.Looks + prior), Least, 1 - Least),
                sum.Value.Looks / (sum.Value.Looks + prior)))],
            usual);
    }
}
