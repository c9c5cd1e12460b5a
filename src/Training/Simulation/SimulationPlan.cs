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

    /// <summary>What learns.</summary>
    public SimulatedLearner Learner { get; init; }

    /// <summary>β of the blends.</summary>
    public double ModelWeight { get; init; } = 2;

    /// <summary>How many looks the usual attraction counts for.</summary>
    public double Prior { get; init; } = 2;

    /// <summary>Decides all that is drawn.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>What learns from simulated clicks.</summary>
internal enum SimulatedLearner
{
    /// <summary>A residual crossing layer alone.</summary>
    Head,

    /// <summary>The query side of a package, with the cosine as its head; documents stay as they are.</summary>
    Query,

    /// <summary>The whole encoder, with the cosine as its head; of a package whose documents several encoders make, the query side.</summary>
    Whole,
}
