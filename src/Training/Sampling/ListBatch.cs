using TwinBert.Training.Corpus;

namespace TwinBert.Training.Sampling;

/// <summary>
/// A step of distillation: queries, the documents of all of them, each once, and what is known of the pairs. Matrices are row by row, a row for each
/// query. A score that the teacher did not give is NaN; the grade of a document that nobody judged is <see cref="JudgedDocument.Unjudged"/>.
/// </summary>
/// <param name="Queries">The queries' numbers.</param>
/// <param name="Documents">The documents' numbers.</param>
/// <param name="Width">The length of each query's list.</param>
internal sealed record ListBatch(IReadOnlyList<int> Queries, IReadOnlyList<int> Documents, int Width)
{
    /// <summary>
    /// [queries, width]: each query's list, as places in <see cref="Documents"/>. A list that is too short ends in place 0, with the score NaN.
    /// </summary>
    public required int[] Places { get; init; }

    /// <summary>[queries, width]: the teacher's scores of the lists.</summary>
    public required float[] Scores { get; init; }

    /// <summary>[queries, width]: the grades of the lists.</summary>
    public required int[] Grades { get; init; }

    /// <summary>[queries, documents]: the teacher's scores of all pairs, also of documents that are there for another query.</summary>
    public required float[] AllScores { get; init; }

    /// <summary>[queries, documents]: the grades of all pairs.</summary>
    public required int[] AllGrades { get; init; }

    /// <summary>[queries, width]: how much the scores of the lists count, 0 to 1.</summary>
    public required float[] Weights { get; init; }

    /// <summary>[queries, documents]: how much the scores of all pairs count, 0 to 1.</summary>
    public required float[] AllWeights { get; init; }
}
