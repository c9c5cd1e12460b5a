using TwinBert.Evaluation.Metrics;

namespace TwinBert.Training.Gates;

/// <summary>What a set says.</summary>
/// <param name="Name">The set.</param>
/// <param name="Queries">How many queries it has.</param>
/// <param name="Engine">BM25's nDCG@10.</param>
/// <param name="Before">The blend of the package that is served now.</param>
/// <param name="After">The blend of the new one.</param>
/// <param name="Test">The new one against the old one.</param>
internal sealed record GateFigure(string Name, int Queries, double Engine, double Before, double After, PairedTest Test);

/// <summary>Whether a package takes the place of another.</summary>
/// <param name="Later">On later clicks.</param>
/// <param name="Generic">On the generic sets.</param>
/// <param name="Tolerance">How far it may fall there.</param>
internal sealed record GateResult(GateFigure Later, IReadOnlyList<GateFigure> Generic, double Tolerance)
{
    /// <summary>What speaks against it; nothing when it is to be promoted.</summary>
    public IReadOnlyList<string> Objections { get; } =
    [
        .. Later.Test is { IsSignificant: true, MeanDifference: > 0 } ? (IEnumerable<string>)[]
            : [FormattableString.Invariant($"on later clicks it is not better for sure: {Later.Test.MeanDifference:+0.0000;-0.0000} ({Range(Later.Test)})")],
        .. Generic.Where(set => set.Test.MeanDifference < -Tolerance).Select(
            set => FormattableString.Invariant($"on {set.Name} it falls by {-set.Test.MeanDifference:0.0000} ({Range(set.Test)})")
                + FormattableString.Invariant($", more than {Tolerance:0.####}")),
    ];

    /// <summary>Whether both packages embed documents alike, so that what is in an index stays valid.</summary>
    public bool KeepsVectors { get; init; }

    /// <summary>Whether it is to be promoted.</summary>
    public bool Promote => Objections.Count == 0;

    /// <summary>The 95 % interval of a difference, as text.</summary>
    public static string Range(PairedTest test) => FormattableString.Invariant($"{test.Interval.Low:+0.0000;-0.0000} to {test.Interval.High:+0.0000;-0.0000}");
}
