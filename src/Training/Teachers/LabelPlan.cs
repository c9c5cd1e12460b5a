using TwinBert.Training.Files;

namespace TwinBert.Training.Teachers;

/// <summary>Which pairs a teacher scores, and where the scores go.</summary>
/// <param name="Splits">The splits whose queries are labelled.</param>
/// <param name="File">Receives the scores.</param>
internal sealed record LabelPlan(IReadOnlyList<string> Splits, string File)
{
    /// <summary>How many documents of a query that BM25 found and nobody judged: from its best so many, or from its best 50 where that is more.</summary>
    public int Unjudged { get; init; } = 4;

    /// <summary>
    /// How many judged documents of a query: relevant ones up to half, then the irrelevant ones that BM25 likes best; <see langword="null"/> for all.
    /// </summary>
    public int? Judged { get; init; }

    /// <summary>The folder that keeps what BM25 found; <see langword="null"/> for none.</summary>
    public string? Cache { get; init; }

    /// <summary>Stops after so many pairs; <see langword="null"/> for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Receives the same scores as a run file in TREC format; <see langword="null"/> for none.</summary>
    public string? RunFile { get; init; }
}
