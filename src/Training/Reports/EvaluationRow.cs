namespace TwinBert.Training.Reports;

/// <summary>One ranking of a result.</summary>
internal sealed record EvaluationRow
{
    /// <summary>Its name, unique in the result.</summary>
    public required string Name { get; init; }

    /// <summary><c>random</c>, <c>bm25</c>, <c>alone</c>, <c>blend</c> or <c>tuned_blend</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The name of the model's head or run; <see langword="null"/> for BM25 and the random order.</summary>
    public string? Of { get; init; }

    /// <summary>β of a blend.</summary>
    public double? Weight { get; init; }

    /// <summary>How the weight was found.</summary>
    public EvaluationTuning? Tuned { get; init; }

    /// <summary>Over the judged documents.</summary>
    public required EvaluationPool Judged { get; init; }

    /// <summary>Over BM25's best 100.</summary>
    public required EvaluationPool Top100 { get; init; }
}
