using TwinBert.Training.Files;

namespace TwinBert.Training.Ensembles;

/// <summary>Which scores are put together.</summary>
/// <param name="Scores">Files of teachers' scores.</param>
/// <param name="File">Receives the combined scores.</param>
internal sealed record CombinePlan(IReadOnlyList<string> Scores, string File)
{
    /// <summary>Whether BM25's score is one more.</summary>
    public bool WithBm25 { get; init; }

    /// <summary>The split whose judgements decide the weights.</summary>
    public string FitSplit { get; init; } = "dev";

    /// <summary>The splits whose pairs get a combined score.</summary>
    public IReadOnlyList<string> Splits { get; init; } = ["train"];

    /// <summary>Receives the combined scores as a run file in TREC format; <see langword="null"/> for none.</summary>
    public string? RunFile { get; init; }
}
