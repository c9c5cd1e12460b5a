using TwinBert.Training.Distillation;

namespace TwinBert.Training.Towers;

/// <summary>What a tower reads, and where each text is in the space. Texts of the other side are there for their places alone. Immutable.</summary>
/// <param name="Ids">The token ids of each example.</param>
/// <param name="Targets">Each example in the space.</param>
/// <param name="Places">For each example, the row of the text in the space that it means: misspelt, it means what was meant.</param>
/// <param name="Read">For each example, whether the tower reads it.</param>
internal sealed record TowerExamples(IReadOnlyList<ReadOnlyMemory<int>> Ids, EmbeddingTargets Targets, IReadOnlyList<int> Places, IReadOnlyList<bool> Read)
{
    /// <summary>Documents that queries are to rank; <see langword="null"/>: none.</summary>
    public NearDocuments? Documents { get; init; }

    /// <summary>Whether the tower reads an example.</summary>
    public bool IsRead(int example) => Read[example];

    /// <summary>The row in the space that an example means.</summary>
    public int TargetOf(int example) => Places[example];
}
