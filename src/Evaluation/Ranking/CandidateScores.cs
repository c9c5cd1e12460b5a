using TwinBert.Evaluation.Lexical;

namespace TwinBert.Evaluation.Ranking;

/// <summary>
/// What a ranker orders the candidates of one query by: a number for each, in the order of the candidates. NaN stands for a document that the ranker
/// does not know, which it does not rank.
/// </summary>
/// <param name="Judged">For the judged documents.</param>
/// <param name="Top">For BM25's best documents.</param>
public sealed record CandidateScores(IReadOnlyList<float> Judged, IReadOnlyList<float> Top)
{
    /// <summary>Those of one pool.</summary>
    /// <param name="pool">The pool.</param>
    public IReadOnlyList<float> Of(CandidatePool pool) => pool == CandidatePool.Judged ? Judged : Top;
}
