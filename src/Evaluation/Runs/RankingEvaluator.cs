using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Tuning;

namespace TwinBert.Evaluation.Runs;

/// <summary>
/// Measures a random order, BM25, and any number of models and runs, alone and blended with BM25, on the candidates of judged queries:
/// <list type="number">
/// <item>Let each contender score the candidates of all queries, those of the tuning split too.</item>
/// <item>Choose the weight of each blend on the tuning split, where there is one.</item>
/// <item>Order the candidates by each ranking, score each order, and compare it with BM25's and with the first contender's.</item>
/// </list>
/// Of each ranking a number for every candidate is held in memory; embeddings only of the contender that is scoring.
/// </summary>
/// <param name="request">What to evaluate.</param>
/// <param name="progress">Told after every batch.</param>
public sealed class RankingEvaluator(EvaluationRequest request, IProgress<EvaluationProgress> progress)
{
    // Fixed, so that the random order is the same in every run.
    private const int Seed = 19_990_815;

    private readonly IReadOnlyList<QueryCandidates> _queries = request.Candidates.Queries;
    private readonly CandidateSet _all = request.Tuning is null ? request.Candidates : CandidateSet.Join(request.Tuning, request.Candidates);

    /// <summary>Runs the evaluation.</summary>
    /// <param name="cancellationToken">Stops between batches and queries.</param>
    /// <exception cref="DatasetException">The corpus has a malformed line or lacks a judged document, or the tuning split is no other one.</exception>
    public async Task<EvaluationReport> RunAsync(CancellationToken cancellationToken)
    {
        if (request.Tuning is { } tuning)
        {
            BlendTuning.CheckApart(request.Candidates.Dataset, tuning.Dataset);
        }

        var report = new ReportBuilder(request.Candidates, request.Gain);
        report.Add(RowKind.Random, null, Ranker.Random(_queries, new Random(Seed)));
        report.Add(RowKind.Bm25, null, Ranker.Bm25(_queries, request.Candidates.Engine));
        foreach (var contender in request.Contenders)
        {
            // 1 score
            foreach (var ranker in await contender.ScoreAsync(_all, progress, cancellationToken).ConfigureAwait(false))
            {
                Add(report, ranker, cancellationToken);
            }
        }

        // 3 compare
        return report.Build(cancellationToken);
    }

    private void Add(ReportBuilder report, Ranker ranker, CancellationToken cancellationToken)
    {
        var tuningQueries = _all.Queries.Count - _queries.Count;
        var reported = ranker.Slice(tuningQueries, _queries.Count);
        report.Add(ranker.IsServed ? RowKind.Served : RowKind.Alone, ranker.Name, reported);
        if (ranker.TypicalSimilarity is null)
        {
            return;
        }

        var weight = request.ModelWeight ?? ranker.ModelWeight;
        report.Add(RowKind.Blend, ranker.Name, Blend.Of(_queries, reported, weight, request.Candidates.Engine), weight);
        if (request.Tuning is { } tuning)
        {
            // 2 choose the weight
            var tuned = BlendTuning.Choose(tuning, ranker.Slice(0, tuningQueries), request.Gain, cancellationToken);
            var blend = Blend.Of(_queries, reported, tuned.Weight, request.Candidates.Engine);
            report.Add(RowKind.TunedBlend, ranker.Name, blend with { Name = $"{blend.Name} (tuned on {tuned.Split})" }, tuned.Weight, tuned);
        }
    }
}
