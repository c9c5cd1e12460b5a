using TwinBert.Training.Clicks;

namespace TwinBert.Training.Simulation;

/// <summary>
/// A user whose tastes are known: what is relevant is clicked with <see cref="Relevant"/>, what is not with <see cref="Noise"/>, if it is looked at.
/// </summary>
/// <param name="isCascade">
/// Reads from the top, and stops after a click that satisfied, or out of patience; otherwise looks at each position with a probability of 1 / position,
/// whatever else is on the page.
/// </param>
/// <param name="random">Decides all.</param>
internal sealed class SimulatedUser(bool isCascade, Random random)
{
    /// <summary>The probability of a click on a relevant document that is looked at.</summary>
    public const double Relevant = 0.6;

    /// <summary>The probability of a click on an irrelevant one.</summary>
    public const double Noise = 0.1;

    private const double StopsSatisfied = 0.7;
    private const double StopsDeceived = 0.2;
    private const double StopsAnyway = 0.1;

    /// <summary>How likely a position is looked at by one who is no cascade.</summary>
    /// <param name="position">The position, from 1.</param>
    public static double Look(int position) => 1.0 / position;

    /// <summary>Reads a page.</summary>
    /// <param name="page">The documents, and whether each is relevant.</param>
    public IReadOnlyList<ShownDocument> Read(IReadOnlyList<(string Document, bool IsRelevant)> page)
    {
        var shown = new ShownDocument[page.Count];
        var isReading = true;
        for (var i = 0; i < shown.Length; i++)
        {
            var looks = isCascade ? isReading : random.NextDouble() < Look(i + 1);
            var clicked = looks && random.NextDouble() < (page[i].IsRelevant ? Relevant : Noise);
            shown[i] = new(page[i].Document, i + 1, clicked);
            isReading &= random.NextDouble() >= (clicked ? page[i].IsRelevant ? StopsSatisfied : StopsDeceived : StopsAnyway);
        }

        return shown;
    }
}
