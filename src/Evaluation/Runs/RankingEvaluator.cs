using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Scoring;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;
using TwinBert.Reranking;

namespace TwinBert.Evaluation.Runs;

/// <summary>
/// Measures BM25, a model, and their blend on judged data:
/// <list type="number">
/// <item>Index the corpus: title and text, English analyser.</item>
/// <item>Rank by BM25: for each query its judged documents, and the best 100 of the corpus.</item>
/// <item>Encode the documents that occur in either.</item>
/// <item>Encode each query, cross it with its candidates, order them by BM25, by similarity and by the blend, and score each order.</item>
/// </list>
/// </summary>
/// <param name="request">What to evaluate.</param>
/// <param name="progress">Told after every batch.</param>
public sealed class RankingEvaluator(EvaluationRequest request, IProgress<EvaluationProgress> progress)
{
    private const int Top = 100;

    /// <summary>Runs the evaluation. The index is deleted at the end, also of a failed or cancelled run, unless it is to be kept.</summary>
    /// <param name="cancellationToken">Stops between calls and batches.</param>
    /// <exception cref="Beir.DatasetException">The corpus has a malformed line or lacks a judged document.</exception>
    /// <exception cref="EvaluationException">The engine cannot be reached or refused something.</exception>
    public async Task<EvaluationReport> RunAsync(CancellationToken cancellationToken)
    {
        var index = new EvaluationIndex(request.Cluster, request.IndexName);
        await index.CreateAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // 1 index the corpus
            await index.FillAsync(request.Dataset.ReadCorpus(), Told(EvaluationStage.Indexing, null), cancellationToken).ConfigureAwait(false);

            // 2 rank by BM25
            var candidates = await SearchAsync(cancellationToken).ConfigureAwait(false);

            // 3 encode the candidates
            var embeddings = await EncodeAsync(candidates, cancellationToken).ConfigureAwait(false);

            // 4 cross, order, score
            return await ScoreAsync(candidates, embeddings, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!request.KeepIndex)
            {
                await index.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<List<QueryCandidates>> SearchAsync(CancellationToken cancellationToken)
    {
        var search = new LexicalSearch(request.Cluster, request.IndexName);
        var queries = request.Dataset.Queries.Take(request.Limit ?? int.MaxValue).ToArray();
        var told = Told(EvaluationStage.Searching, queries.Length);
        var candidates = new List<QueryCandidates>(queries.Length);
        foreach (var query in queries)
        {
            var judged = await search.OfAsync(query.Text, [.. query.Grades.Keys], cancellationToken).ConfigureAwait(false);
            var top = await search.TopAsync(query.Text, Top, cancellationToken).ConfigureAwait(false);
            candidates.Add(new(query, judged, top));
            told.Report(candidates.Count);
        }

        return candidates;
    }

    private Task<Dictionary<string, DocumentEmbedding>> EncodeAsync(List<QueryCandidates> candidates, CancellationToken cancellationToken)
    {
        var ids = candidates.SelectMany(entry => entry.Judged.Concat(entry.Top)).Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);
        var encoder = new CandidateEmbeddings(request.Model.DocumentEncoder, new DocumentTextSelector(request.TextFields));
        return encoder.EncodeAsync(request.Dataset.ReadCorpus(), ids, Told(EvaluationStage.Encoding, ids.Count), cancellationToken);
    }

    private async Task<EvaluationReport> ScoreAsync(
        List<QueryCandidates> candidates, Dictionary<string, DocumentEmbedding> embeddings, CancellationToken cancellationToken)
    {
        var fusion = new ScoreFusion(request.ModelWeight);
        var (judged, top) = (new ScoreCollector(fusion), new ScoreCollector(fusion));
        var recall = new List<double>(candidates.Count);
        var told = Told(EvaluationStage.Scoring, candidates.Count);
        foreach (var entry in candidates)
        {
            var query = await request.Model.QueryEncoder.EncodeAsync(entry.Query.Text, cancellationToken).ConfigureAwait(false);
            var similarities = new SimilarityLookup(request.Model, query, entry.Judged.Concat(entry.Top).Select(hit => hit.Id), embeddings);
            judged.Add(entry.Query, entry.Judged, similarities);
            top.Add(entry.Query, entry.Top, similarities);
            recall.Add(Recall.At(Top, entry.Top.Select(hit => entry.Query.Grades.GetValueOrDefault(hit.Id)), entry.Query.Grades.Values));
            told.Report(recall.Count);
        }

        return new(request.Dataset.Name, request.Dataset.Split, candidates.Count, judged.Scores, top.Scores, recall.DefaultIfEmpty().Average());
    }

    private StageProgress Told(EvaluationStage stage, int? total) => new(progress, stage, total);

    private sealed class StageProgress(IProgress<EvaluationProgress> progress, EvaluationStage stage, int? total) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new(stage, value, total));
    }
}
