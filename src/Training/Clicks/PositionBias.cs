using TwinBert.Evaluation.Beir;

namespace TwinBert.Training.Clicks;

/// <summary>
/// Estimates how likely a position is looked at, by expectation maximisation of the position-based model (Richardson et al. 2007): a click is a look that finds
/// the document attractive, P(click) = θ(position) · γ(query, document). Only documents that stood at several positions for one query tell the two apart: no
/// others are taken, as each of them fits any θ with a γ of its own.
/// </summary>
internal static class PositionBias
{
    private const int MostRounds = 300;
    private const double Settled = 1e-5;
    private const double Least = 1e-3;

    // Of a pair with few looks little is known: as much as this many looks at a usual one.
    private const double Prior = 1;

    /// <summary>Estimates.</summary>
    /// <param name="impressions">What was shown and clicked.</param>
    /// <param name="mostPositions">The last position that is told apart; those behind it count as it.</param>
    /// <exception cref="DatasetException">No document stood at two positions for one query, or nothing was clicked.</exception>
    public static Propensities Estimate(IReadOnlyList<Impression> impressions, int mostPositions)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        var cells = impressions
            .SelectMany(page => page.Shown.Select(shown => (page.Key, shown.Document, Position: Math.Min(shown.Position, mostPositions) - 1, shown.Clicked)))
            .GroupBy(shown => (shown.Key, shown.Document))
            .Where(pair => pair.Select(shown => shown.Position).Distinct().Count() > 1)
            .SelectMany((pair, number) => pair.GroupBy(shown => shown.Position).Select(
                cell => new Cell(number, cell.Key, cell.Count(), cell.Count(shown => shown.Clicked))))
            .ToArray();
        if (cells.Sum(cell => cell.Clicks) == 0)
        {
            throw new DatasetException(
                "How often a position is looked at cannot be told from these clicks: no document that was clicked stood at two positions for one query. Give "
                    + "a table with --propensities FILE, or take clicks for relevance with --propensities none.");
        }

        return new(Fit(cells, cells.Max(cell => cell.Position) + 1, cells.Max(cell => cell.Pair) + 1));
    }

    private static double[] Fit(Cell[] cells, int positions, int pairs)
    {
        var looked = Enumerable.Range(0, positions).Select(position => 1.0 / (position + 1)).ToArray();
        var mean = Math.Clamp((double)cells.Sum(cell => cell.Clicks) / cells.Sum(cell => cell.Shown * looked[cell.Position]), Least, 1 - Least);
        var attractive = Enumerable.Repeat(mean, pairs).ToArray();
        for (var round = 0; round < MostRounds; round++)
        {
            var (looks, shown) = (new double[positions], new double[positions]);
            var (liked, seen) = (new double[pairs], new double[pairs]);
            foreach (var cell in cells)
            {
                var (theta, gamma) = (looked[cell.Position], attractive[cell.Pair]);
                var (missed, none) = (cell.Shown - cell.Clicks, 1 - (theta * gamma));
                looks[cell.Position] += cell.Clicks + (missed * theta * (1 - gamma) / none);
                shown[cell.Position] += cell.Shown;
                liked[cell.Pair] += cell.Clicks + (missed * gamma * (1 - theta) / none);
                seen[cell.Pair] += cell.Shown;
            }

            mean = liked.Sum() / seen.Sum();
            var moved = 0.0;
            for (var position = 0; position < positions; position++)
            {
                var theta = shown[position] > 0 ? Math.Clamp(looks[position] / shown[position], Least, 1 - Least) : looked[position];
                moved = Math.Max(moved, Math.Abs(theta - looked[position]));
                looked[position] = theta;
            }

            for (var pair = 0; pair < pairs; pair++)
            {
                attractive[pair] = Math.Clamp((liked[pair] + (Prior * mean)) / (seen[pair] + Prior), Least, 1 - Least);
            }

            if (moved < Settled)
            {
                break;
            }
        }

        // Only products are known, so that a scale is free: the first position is always looked at.
        return Array.ConvertAll(looked, theta => Math.Min(1, theta / looked[0]));
    }

    private readonly record struct Cell(int Pair, int Position, int Shown, int Clicks);
}
