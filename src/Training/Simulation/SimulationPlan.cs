namespace TwinBert.Training.Simulation;

/// <summary>What is simulated.</summary>
/// <param name="Student">The encoder that learns, or whose head does.</param>
/// <param name="Split">The queries that are asked.</param>
/// <param name="TestSplit">The queries that are measured on.</param>
internal sealed record SimulationPlan(string Student, string Split, string TestSplit)
{
    /// <summary>How many queries are asked.</summary>
    public int Queries { get; init; } = 300;

    /// <summary>How many are measured on.</summary>
    public int TestQueries { get; init; } = 200;

    /// <summary>How many pages are seen.</summary>
    public IReadOnlyList<int> Impressions { get; init; } = [1_000, 10_000, 100_000];

    /// <summary>Updates for each row.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Whether the whole encoder learns, with the cosine as its head; otherwise a residual crossing layer alone.</summary>
    public bool WholeEncoder { get; init; }

    /// <summary>β of the blends.</summary>
    public double ModelWeight { get; init; } = 2;

    /// <summary>How many looks the usual attraction counts for.</summary>
    public double Prior { get; init; } = 2;

    /// <summary>Decides all that is drawn.</summary>
    public int Seed { get; init; } = 1;
}
