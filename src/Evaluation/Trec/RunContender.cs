using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Scoring;

namespace TwinBert.Evaluation.Trec;

/// <summary>
/// A run: it ranks the candidates that it has a score for. In a blend, a candidate without one counts as the run's mean. A query that the run does not
/// have is not ranked.
/// </summary>
/// <param name="run">The run.</param>
public sealed class RunContender(TrecRun run) : IContender
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Ranker>> ScoreAsync(CandidateSet candidates, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var scores = candidates.Queries.Select(Score).ToArray();
        return Task.FromResult<IReadOnlyList<Ranker>>([new(run.Name, scores) { TypicalSimilarity = run.Scale == RunScale.Raw ? null : run.MeanScore }]);
    }

    private CandidateScores? Score(QueryCandidates query) =>
        run.Of(query.Query.Id) is { } documents ? new(Score(documents, query.Judged), Score(documents, query.Top)) : null;

    private static float[] Score(IReadOnlyDictionary<string, float> documents, IReadOnlyList<LexicalHit> candidates) =>
        [.. candidates.Select(hit => documents.TryGetValue(hit.Id, out var score) ? score : float.NaN)];
}
