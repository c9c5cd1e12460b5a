namespace TwinBert.Training.Sampling;

/// <summary>How a student's batches are drawn.</summary>
internal sealed record ListRecipe
{
    /// <summary>Queries of a step.</summary>
    /// <value>16</value>
    public int Queries { get; init; } = 16;

    /// <summary>Scored documents of a query.</summary>
    /// <value>8</value>
    public int Documents { get; init; } = 8;

    /// <summary>How many of them are relevant, where people judged as many so.</summary>
    /// <value>2</value>
    public int Relevant { get; init; } = 2;

    /// <summary>
    /// How many queries with the same relevant document follow each other, at most. They share documents, which are encoded once a step; but the more
    /// they share, the less a step sees.
    /// </summary>
    /// <value>16</value>
    public int RunLength { get; init; } = 16;
}
