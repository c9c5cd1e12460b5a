using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Scoring;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;
using TwinBert.Reranking;

namespace TwinBert.Evaluation.Runs;

/// <summary>
/// Measures BM25, a model, and their blend on the candidates of judged queries:
/// <list type="number">
/// <item>Encode the documents that are somebody's candidates.</item>
/// <item>Encode each query, cross it with its candidates, order them by BM25, by similarity and by the blend, and score each order.</item>
/// </list>
/// </summary>
/// <param name="request">What to evaluate.</param>
/// <param name="progress">Told after every batch.</param>
public sealed class RankingEvaluator(EvaluationRequest request, IProgress<EvaluationProgress> progress)
{
    private readonly BeirDataset _dataset = request.Candidates.Dataset;
    private readonly IReadOnlyList<QueryCandidates> _candidates = request.Candidates.Queries;

    /// <summary>Runs the evaluation.</summary>
    /// <param name="cancellationToken">Stops between batches and queries.</param>
    /// <exception cref="DatasetException">The corpus has a malformed line or lacks a judged document.</exception>
    public async Task<EvaluationReport> RunAsync(CancellationToken cancellationToken)
    {
        // 1 encode the candidates
        var embeddings = await EncodeAsync(cancellationToken).ConfigureAwait(false);

        // 2 cross, order, score
        return await ScoreAsync(embeddings, cancellationToken).ConfigureAwait(false);
    }

    private Task<Dictionary<string, DocumentEmbedding>> EncodeAsync(CancellationToken cancellationToken)
    {
        var ids = _candidates.SelectMany(entry => entry.Judged.Concat(entry.Top)).Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);
        var encoder = new CandidateEmbeddings(request.Model.DocumentEncoder, new DocumentTextSelector(request.TextFields));
        return encoder.EncodeAsync(_dataset.ReadCorpus(), ids, Told(EvaluationStage.Encoding, ids.Count), cancellationToken);
    }

    private async Task<EvaluationReport> ScoreAsync(Dictionary<string, DocumentEmbedding> embeddings, CancellationToken cancellationToken)
    {
        var fusion = new ScoreFusion(request.ModelWeight);
        var (judged, top) = (new ScoreCollector(fusion), new ScoreCollector(fusion));
        var recall = new List<double>(_candidates.Count);
        var told = Told(EvaluationStage.Scoring, _candidates.Count);
        foreach (var entry in _candidates)
        {
            var query = await request.Model.QueryEncoder.EncodeAsync(entry.Query.Text, cancellationToken).ConfigureAwait(false);
            var similarities = new SimilarityLookup(request.Model, query, entry.Judged.Concat(entry.Top).Select(hit => hit.Id), embeddings);
            judged.Add(entry.Query, entry.Judged, similarities);
            top.Add(entry.Query, entry.Top, similarities);
            recall.Add(Recall.At(CandidateSet.Top, entry.Top.Select(hit => entry.Query.Grades.GetValueOrDefault(hit.Id)), entry.Query.Grades.Values));
            told.Report(recall.Count);
        }

        return new(_dataset.Name, _dataset.Split, _candidates.Count, judged.Scores, top.Scores, recall.DefaultIfEmpty().Average());
    }

    private StageProgress Told(EvaluationStage stage, int? total) => new(progress, stage, total);
}
