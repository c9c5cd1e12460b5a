using TwinBert.Training.Gates;
using TwinBert.Training.Students;

namespace TwinBert.Training.Clicks;

/// <summary>What is learned from which clicks.</summary>
internal sealed record ClicksPlan
{
    /// <summary>Files with impressions.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>A cluster with the indices of User Behavior Insights; <see langword="null"/> for none.</summary>
    public Uri? Insights { get; init; }

    /// <summary>The actions of User Behavior Insights that count as clicks.</summary>
    public required IReadOnlySet<string> ClickActions { get; init; }

    /// <summary><c>em</c>, <c>none</c>, or a file with a table.</summary>
    public string Propensities { get; init; } = "em";

    /// <summary>The last position that the estimate tells apart.</summary>
    public int MostPositions { get; init; } = 20;

    /// <summary>How many looks the usual attraction counts for.</summary>
    public double Prior { get; init; } = 2;

    /// <summary>The share of pages that is later than the cut, and of queries that are held out.</summary>
    public double HoldOut { get; init; } = 0.2;

    /// <summary>What is trained, but for the scores.</summary>
    public required DistillPlan Student { get; init; }

    /// <summary>Whether the package has to pass.</summary>
    public required GatePlan Gate { get; init; }
}
