using TwinBert.Evaluation.Beir;

namespace TwinBert.Evaluation.Lexical;

/// <summary>The documents that are ranked for one query, in BM25's order. Immutable.</summary>
public sealed record QueryCandidates
{
    /// <summary>Completes what a search found.</summary>
    /// <param name="query">The query.</param>
    /// <param name="judged">Those of its judged documents that the query matches, best first. The others are put behind them with the score 0.</param>
    /// <param name="top">The best documents of the whole corpus, best first, with the scores that they have there.</param>
    public QueryCandidates(BeirQuery query, IReadOnlyList<LexicalHit> judged, IReadOnlyList<LexicalHit> top)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(judged);
        var matched = judged.Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);

        // By id: an order that knows nothing of the grades.
        var rest = query.Grades.Keys.Where(id => !matched.Contains(id)).Order(StringComparer.Ordinal).Select(id => new LexicalHit(id, 0));
        (Query, Judged, Top) = (query, [.. judged, .. rest], top);
    }

    /// <summary>
    /// What a search that exists found. Its judged documents are those among them: of the others nothing is known that an application would ever show.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="top">The best documents, best first, with the engine's scores.</param>
    public static QueryCandidates Found(BeirQuery query, IReadOnlyList<LexicalHit> top)
    {
        ArgumentNullException.ThrowIfNull(query);
        var judged = top.Where(hit => query.Grades.ContainsKey(hit.Id)).ToArray();
        return new(query, [], top) { Judged = judged };
    }

    /// <summary>The query.</summary>
    public BeirQuery Query { get; }

    /// <summary>
    /// All of its judged documents; those that the query does not match come last with the score 0, by id. Of a search that exists, those of
    /// <see cref="Top"/>.
    /// </summary>
    public IReadOnlyList<LexicalHit> Judged { get; private init; }

    /// <summary>The best documents of the whole corpus.</summary>
    public IReadOnlyList<LexicalHit> Top { get; }

    /// <summary>Those of one pool.</summary>
    /// <param name="pool">The pool.</param>
    public IReadOnlyList<LexicalHit> Of(CandidatePool pool) => pool == CandidatePool.Judged ? Judged : Top;
}
