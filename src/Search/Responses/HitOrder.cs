namespace TwinBert.Search.Responses;

/// <summary>
/// A new order of the best hits. Hits behind the last one named keep the engine's order and scores.
/// </summary>
/// <param name="Ranks">The hits' places in the engine's order, best first: a permutation of the first ones.</param>
/// <param name="Scores">The new score of each, in the same order: finite, not rising, and not below that of any hit behind.</param>
public sealed record HitOrder(ReadOnlyMemory<int> Ranks, ReadOnlyMemory<float> Scores);
