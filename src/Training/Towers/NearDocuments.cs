using TwinBert.Training.Distillation;
using TwinBert.Training.Sampling;

namespace TwinBert.Training.Towers;

/// <summary>
/// The documents that a query tower learns to rank: for each query some of those that are nearest to its place, and others that are near to nobody in
/// particular. A step's number decides which. Immutable and thread-safe.
/// </summary>
/// <param name="nearest">By the row of a query's place, the rows of the documents that are nearest to it.</param>
/// <param name="first">The row of the first document.</param>
/// <param name="count">How many documents there are, in rows that follow each other.</param>
/// <param name="seed">Decides which are drawn.</param>
internal sealed class NearDocuments(IReadOnlyList<int[]> nearest, int first, int count, int seed)
{
    /// <summary>How many are near: as many as a first page or two shows.</summary>
    public const int Depth = 16;

    private const int Each = 3;
    private const int Strangers = 64;

    /// <summary>Finds them.</summary>
    /// <param name="targets">The places of queries first, and documents last.</param>
    /// <param name="places">How many places there are.</param>
    /// <param name="first">The row of the first document.</param>
    /// <param name="seed">Decides which are drawn.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public static NearDocuments Of(EmbeddingTargets targets, int places, int first, int seed, CancellationToken cancellationToken)
    {
        int[] documents = [.. Enumerable.Range(first, targets.Count - first)];
        int[] queries = [.. Enumerable.Range(0, places)];
        return new(
            NearestTexts.Of(queries, documents, [(targets, 1)], Math.Min(Depth, documents.Length), cancellationToken), first, documents.Length, seed);
    }

    /// <summary>The rows of a step's documents, each once.</summary>
    /// <param name="places">The rows of its queries' places.</param>
    /// <param name="step">The step.</param>
    public int[] Draw(IEnumerable<int> places, int step)
    {
        var random = new Random(Seeds.Of(seed, step));
        var near = places.Distinct().SelectMany(place => Enumerable.Range(0, Each).Select(_ => nearest[place][random.Next(nearest[place].Length)])).ToArray();
        return [.. near.Concat(Enumerable.Range(0, Strangers).Select(_ => first + random.Next(count))).Distinct()];
    }
}
