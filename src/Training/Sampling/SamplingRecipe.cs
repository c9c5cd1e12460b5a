namespace TwinBert.Training.Sampling;

/// <summary>What the documents of a query in a step are drawn from.</summary>
internal sealed record SamplingRecipe
{
    /// <summary>Queries of a step.</summary>
    /// <value>8</value>
    public int Queries { get; init; } = 8;

    /// <summary>Relevant documents of a query.</summary>
    /// <value>2</value>
    public int Relevant { get; init; } = 2;

    /// <summary>Judged, irrelevant documents among those that BM25 puts first.</summary>
    /// <value>3</value>
    public int Hard { get; init; } = 3;

    /// <summary>How many of the first irrelevant documents count as hard.</summary>
    /// <value>8</value>
    public int HardPool { get; init; } = 8;

    /// <summary>Judged documents of any grade.</summary>
    /// <value>1</value>
    public int Random { get; init; } = 1;

    /// <summary>Documents that BM25 found and nobody judged.</summary>
    /// <value>2</value>
    public int Unjudged { get; init; } = 2;

    /// <summary>How many documents a query has in a step.</summary>
    public int Documents => Relevant + Hard + Random + Unjudged;
}
