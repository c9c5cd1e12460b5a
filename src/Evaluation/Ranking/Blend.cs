using TwinBert.Evaluation.Lexical;
using TwinBert.Reranking;

namespace TwinBert.Evaluation.Ranking;

/// <summary>The blend of BM25's scores with a ranker's similarities, as a search does it: <see cref="ScoreFusion"/>.</summary>
public static class Blend
{
    /// <summary>The name of a blend.</summary>
    /// <param name="ranker">The name of what is blended with BM25.</param>
    /// <param name="weight">β.</param>
    /// <param name="engine">What the engine's own order is called.</param>
    public static string Name(string ranker, double weight, string engine = "BM25") => FormattableString.Invariant($"{ranker} + {engine}, β = {weight:0.##}");

    /// <summary>Blends. A document without a similarity counts as typical, as in a search; a query that is not ranked at all stays so.</summary>
    /// <param name="queries">The candidates, with BM25's scores.</param>
    /// <param name="ranker">The similarities; its <see cref="Ranker.TypicalSimilarity"/> is set.</param>
    /// <param name="weight">β, 0 to 20.</param>
    /// <param name="engine">What the engine's own order is called.</param>
    /// <exception cref="ArgumentException">The ranker's numbers are no similarities, or it is one of other queries.</exception>
    public static Ranker Of(IReadOnlyList<QueryCandidates> queries, Ranker ranker, double weight, string engine = "BM25")
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(ranker);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ranker.Scores.Count, queries.Count);
        var typical = ranker.TypicalSimilarity ?? throw new ArgumentException($"The numbers of '{ranker.Name}' are no similarities.", nameof(ranker));
        var fusion = new ScoreFusion(weight, typical);
        return new(Name(ranker.Name, weight, engine), [.. queries.Zip(ranker.Scores, Fuse)]);

        CandidateScores? Fuse(QueryCandidates query, CandidateScores? scores) =>
            scores is null ? null : new(FusePool(query.Judged, scores.Judged), FusePool(query.Top, scores.Top));

        float[] FusePool(IReadOnlyList<LexicalHit> hits, IReadOnlyList<float> similarities) =>
            [.. hits.Zip(similarities, (hit, similarity) => fusion.Fuse(hit.Score, float.IsNaN(similarity) ? typical : similarity))];
    }
}
