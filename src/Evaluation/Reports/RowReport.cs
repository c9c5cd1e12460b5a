using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Tuning;

namespace TwinBert.Evaluation.Reports;

/// <summary>One ranking under evaluation.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Contender">The name of the model's head or run; <see langword="null"/> for BM25 and the random order.</param>
/// <param name="Ranker">Its scores, by which its orders can be had.</param>
public sealed record RowReport(RowKind Kind, string? Contender, Ranker Ranker)
{
    /// <summary>What people call it; unique in a report.</summary>
    public string Name => Ranker.Name;

    /// <summary>β of a blend.</summary>
    public double? Weight { get; init; }

    /// <summary>How the weight of a <see cref="RowKind.TunedBlend"/> was found.</summary>
    public TunedWeight? Tuned { get; init; }

    /// <summary>
    /// The row that this one is compared with beside BM25: the first contender's of the same kind. <see langword="null"/> for that row itself.
    /// </summary>
    public string? First { get; init; }

    /// <summary>Over the judged documents.</summary>
    public required PoolReport Judged { get; init; }

    /// <summary>Over BM25's best 100.</summary>
    public required PoolReport Top100 { get; init; }

    /// <summary>Over one pool.</summary>
    /// <param name="pool">The pool.</param>
    public PoolReport Of(CandidatePool pool) => pool == CandidatePool.Judged ? Judged : Top100;
}
