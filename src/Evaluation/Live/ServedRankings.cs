using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Scoring;
using TwinBert.Protocol;

namespace TwinBert.Evaluation.Live;

/// <summary>The order that searches through a sidecar came back in, filled by a <see cref="LiveSearch"/>. Not thread-safe.</summary>
public sealed class ServedRankings : IContender
{
    private readonly Dictionary<string, IReadOnlyList<LexicalHit>> _hits = new(StringComparer.Ordinal);
    private readonly List<RerankVerdict> _verdicts = [];

    /// <summary>What the sidecar said of each search.</summary>
    public IReadOnlyList<RerankVerdict> Verdicts => _verdicts;

    /// <summary>The hits of a query as they were served, best first, with the scores that a client sees.</summary>
    /// <param name="query">The query's id.</param>
    /// <returns>The hits; none for a query that was not searched.</returns>
    public IReadOnlyList<LexicalHit> Of(string query) => _hits.GetValueOrDefault(query, []);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Ranker>> ScoreAsync(CandidateSet candidates, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Task.FromResult<IReadOnlyList<Ranker>>([new("served", [.. candidates.Queries.Select(Score)]) { IsServed = true }]);
    }

    internal void Add(string query, IReadOnlyList<LexicalHit> hits, RerankVerdict verdict)
    {
        _hits[query] = hits;
        _verdicts.Add(verdict);
    }

    // By rank: whatever a score stands for, the order is what people see.
    private CandidateScores Score(QueryCandidates query)
    {
        var ranks = Of(query.Query.Id).Index().ToDictionary(entry => entry.Item.Id, entry => -(float)entry.Index, StringComparer.Ordinal);
        return new(Rank(query.Judged), Rank(query.Top));

        float[] Rank(IReadOnlyList<LexicalHit> hits) => [.. hits.Select(hit => ranks.TryGetValue(hit.Id, out var rank) ? rank : float.NaN)];
    }
}
