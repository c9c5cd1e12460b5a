namespace TwinBert.Evaluation.Explaining;

/// <summary>Where one document stands in two orders, and why.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Grade">Its grade; <see langword="null"/> where nobody has judged it.</param>
/// <param name="Before">Its rank in the engine's order, from 1; <see langword="null"/> where the engine does not have it.</param>
/// <param name="After">Its rank in the other order; <see langword="null"/> where that does not have it.</param>
/// <param name="EngineScore">The engine's score.</param>
public sealed record HitMove(string Id, int? Grade, int? Before, int? After, float EngineScore)
{
    /// <summary>The model's similarity, −1 to 1; <see langword="null"/> where it is not known.</summary>
    public float? Similarity { get; init; }

    /// <summary>What the engine's score was multiplied by; <see langword="null"/> where it is not known.</summary>
    public double? Factor { get; init; }

    /// <summary>What the move adds to the query's nDCG@10: the change of the document's own share.</summary>
    public double Contribution { get; init; }
}
