using TwinBert.Evaluation.Beir;
using TwinBert.Training.Sampling;

namespace TwinBert.Training.Clicks;

/// <summary>
/// Divides impressions by query and time. A query is on one side only: what is held out are the later impressions of queries that the training never sees,
/// those that came up after the cut, and as many of the others as were drawn. Immutable.
/// </summary>
/// <param name="Train">To train on: before the cut.</param>
/// <param name="Dev">To stop by: before the cut, too, of other queries.</param>
/// <param name="Later">To be measured by: after the cut, of other queries again.</param>
internal sealed record ClickSplit(IReadOnlyList<Impression> Train, IReadOnlyList<Impression> Dev, IReadOnlyList<Impression> Later)
{
    private const double DevShare = 0.1;
    private const int Places = 10_000;

    /// <summary>Divides.</summary>
    /// <param name="impressions">All pages.</param>
    /// <param name="share">The share of the pages that is later, and of the queries that is held out; between 0 and 1.</param>
    /// <param name="seed">Decides which queries.</param>
    /// <exception cref="DatasetException">One of the sides would be empty.</exception>
    public static ClickSplit Of(IReadOnlyList<Impression> impressions, double share, int seed)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        var cut = impressions.Select(page => page.Time).Order().ElementAt((int)(impressions.Count * (1 - share)));
        var hasTimes = impressions.Any(page => page.Time != cut);
        var first = impressions.GroupBy(page => page.Key, StringComparer.Ordinal).ToDictionary(
            pages => pages.Key, pages => pages.Min(page => page.Time), StringComparer.Ordinal);
        var split = new ClickSplit(
            [.. impressions.Where(page => IsEarly(page) && Side(page) == 0)],
            [.. impressions.Where(page => IsEarly(page) && Side(page) == 1)],
            [.. impressions.Where(page => IsLate(page) && Side(page) == 2)]);
        return split is { Train.Count: > 0, Dev.Count: > 0, Later.Count: > 0 }
            ? split
            : throw new DatasetException($"{first.Count} queries are too few to train on some and to be measured by others.");

        bool IsEarly(Impression page) => !hasTimes || page.Time < cut;
        bool IsLate(Impression page) => !hasTimes || page.Time >= cut;

        // 0 train, 1 dev, 2 later.
        int Side(Impression page)
        {
            var place = (double)(uint)Seeds.Of(seed, 0, StableHash(page.Key)) % Places / Places;
            return (hasTimes && first[page.Key] >= cut) || place < share ? 2 : place < share + ((1 - share) * DevShare) ? 1 : 0;
        }
    }

    // string.GetHashCode differs from one process to the next.
    private static int StableHash(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
}
