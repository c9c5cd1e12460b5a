using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Scoring;

namespace TwinBert.Evaluation.Runs;

/// <summary>What to evaluate, on what.</summary>
/// <param name="Candidates">The judged data that is reported, and the candidates of its queries.</param>
/// <param name="Contenders">What is compared, the one first that the others are compared with. May be empty: BM25 and the random order are always
/// there.</param>
public sealed record EvaluationRequest(CandidateSet Candidates, IReadOnlyList<IContender> Contenders)
{
    /// <summary>Another split of the same dataset to choose the blends' weights on; <see langword="null"/> to choose none.</summary>
    public CandidateSet? Tuning { get; init; }

    /// <summary>β of the blend <c>score · exp(β · (s − typical))</c> for every contender, 0 to 20.</summary>
    /// <value><see langword="null"/>: each contender's own (<see cref="Ranking.Ranker.ModelWeight"/>)</value>
    public double? ModelWeight { get; init; }

    /// <summary>What a grade is worth in nDCG.</summary>
    /// <value><see cref="Gain.Linear"/></value>
    public Gain Gain { get; init; } = Gain.Linear;
}
