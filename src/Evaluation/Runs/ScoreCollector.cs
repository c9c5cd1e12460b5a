using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Scoring;
using TwinBert.Reranking;

namespace TwinBert.Evaluation.Runs;

/// <summary>Orders the candidates of query after query in three ways and scores each order.</summary>
/// <param name="fusion">The blend.</param>
internal sealed class ScoreCollector(ScoreFusion fusion)
{
    private const int K = 10;

    private readonly Measures _bm25 = new();
    private readonly Measures _model = new();
    private readonly Measures _blend = new();

    public RankingScores Scores => new(_bm25.Scores, _model.Scores, _blend.Scores);

    /// <summary>Adds one query. Ties keep the engine's order.</summary>
    public void Add(BeirQuery query, IReadOnlyList<LexicalHit> candidates, SimilarityLookup similarities)
    {
        _bm25.Add(query, candidates);
        _model.Add(query, candidates.OrderByDescending(hit => similarities.Of(hit.Id)));
        _blend.Add(query, candidates.OrderByDescending(hit => fusion.Fuse(hit.Score, similarities.Of(hit.Id))));
    }

    private sealed class Measures
    {
        private readonly List<double> _ndcg = [];
        private readonly List<double> _reciprocalRank = [];

        public RankerScores Scores => new(_ndcg, _reciprocalRank);

        public void Add(BeirQuery query, IEnumerable<LexicalHit> ranking)
        {
            var grades = ranking.Take(K).Select(hit => query.Grades.GetValueOrDefault(hit.Id)).ToArray();
            _ndcg.Add(Ndcg.At(K, grades, query.Grades.Values));
            _reciprocalRank.Add(Mrr.At(K, grades));
        }
    }
}
