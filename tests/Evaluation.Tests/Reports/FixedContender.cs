using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Scoring;

namespace TwinBert.Evaluation.Tests.Reports;

/// <summary>Scores documents by a table, the same for every query.</summary>
internal sealed class FixedContender(string name, IReadOnlyDictionary<string, float> scores, bool blends = true) : IContender
{
    public Task<IReadOnlyList<Ranker>> ScoreAsync(CandidateSet candidates, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Ranker>>(
        [
            new(name, [.. candidates.Queries.Select(query => new CandidateScores(Score(query.Judged), Score(query.Top)))]) { TypicalSimilarity = blends
                ? 0
                : null },
        ]);

    private float[] Score(IEnumerable<LexicalHit> hits) => [.. hits.Select(hit => scores[hit.Id])];
}
