using TwinBert.Evaluation.Lexical;

namespace TwinBert.Evaluation.Ranking;

/// <summary>One way of ordering the candidates of queries, by numbers that are known. Immutable.</summary>
/// <param name="Name">What people call it; unique among the rankers of an evaluation.</param>
/// <param name="Scores">By query, in the order of the candidates; <see langword="null"/> for a query that it does not rank at all, which counts as 0.</param>
public sealed record Ranker(string Name, IReadOnlyList<CandidateScores?> Scores)
{
    /// <summary>
    /// Set when the numbers are similarities in [−1, 1], which can be blended with BM25: what a document without one counts as.
    /// </summary>
    public float? TypicalSimilarity { get; init; }

    /// <summary>β of its blend with BM25, where the evaluation names none, 0 to 20.</summary>
    /// <value>1</value>
    public double ModelWeight { get; init; } = 1;

    /// <summary>Whether this is the order that a search through the sidecar came back in.</summary>
    public bool IsServed { get; init; }

    /// <summary>Engines' own order.</summary>
    /// <param name="queries">The candidates.</param>
    /// <param name="name">What it is called.</param>
    public static Ranker Bm25(IReadOnlyList<QueryCandidates> queries, string name = "BM25") =>
        new(
            name,
            [.. queries.Select(query => new CandidateScores(query.Judged.Select(hit => hit.Score).ToArray(), query.Top.Select(hit => hit.Score).ToArray()))]);

    /// <summary>An order that knows nothing: what every other one has to beat.</summary>
    /// <param name="queries">The candidates.</param>
    /// <param name="random">Draws the order; the same seed gives the same one.</param>
    public static Ranker Random(IReadOnlyList<QueryCandidates> queries, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new("random", [.. queries.Select(query => new CandidateScores(Draw(query.Judged.Count), Draw(query.Top.Count)))]);

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }

    /// <summary>The same ranker for some of the queries.</summary>
    /// <param name="start">The first query's index.</param>
    /// <param name="count">How many queries.</param>
    public Ranker Slice(int start, int count) => this with { Scores = [.. Scores.Skip(start).Take(count)] };

    /// <summary>The order of one query's candidates, best first. Ties keep BM25's order; what is not ranked is left out.</summary>
    /// <param name="query">The query's index.</param>
    /// <param name="candidates">Its candidates.</param>
    /// <param name="pool">Which of them.</param>
    /// <returns>The documents, with this ranker's scores.</returns>
    public IEnumerable<LexicalHit> Order(int query, QueryCandidates candidates, CandidatePool pool)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Scores[query] is { } scores
            ? candidates
                .Of(pool)
                .Zip(scores.Of(pool), (hit, score) => new LexicalHit(hit.Id, score))
                .Where(hit => !float.IsNaN(hit.Score))
                .OrderByDescending(hit => hit.Score)
            : [];
    }
}
