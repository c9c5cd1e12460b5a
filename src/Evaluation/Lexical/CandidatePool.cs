namespace TwinBert.Evaluation.Lexical;

/// <summary>Which documents of a query are put in order.</summary>
public enum CandidatePool
{
    /// <summary>The judged documents: <see cref="QueryCandidates.Judged"/>.</summary>
    Judged,

    /// <summary>BM25's best 100 of the corpus: <see cref="QueryCandidates.Top"/>; those without a judgement count as irrelevant.</summary>
    Top100,
}
