using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;

namespace TwinBert.Evaluation.Scoring;

/// <summary>Something under evaluation that can score candidates: a model with its heads, a run file.</summary>
public interface IContender
{
    /// <summary>Scores all candidates.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>One or more rankers, such as one for each head of a model.</returns>
    /// <exception cref="Beir.DatasetException">The corpus has a malformed line or lacks a judged document.</exception>
    Task<IReadOnlyList<Ranker>> ScoreAsync(CandidateSet candidates, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken);
}
