using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>
/// A model: the documents that occur among the candidates and the queries are encoded once, and every head crosses the same embeddings. These are held
/// in memory until all queries are crossed.
/// </summary>
/// <param name="model">The model.</param>
public sealed class ModelContender(EvaluationModel model) : IContender
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Ranker>> ScoreAsync(CandidateSet candidates, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var ids = candidates.Queries.SelectMany(query => query.Judged.Concat(query.Top)).Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);
        var encoder = new CandidateEmbeddings(model.DocumentEncoder, new DocumentTextSelector(model.TextFields));
        var told = new StageProgress(progress, EvaluationStage.Encoding, ids.Count, model.Name);
        var embeddings = await encoder.EncodeAsync(candidates.Documents, ids, told, cancellationToken).ConfigureAwait(false);
        if (embeddings.Count == 0 && ids.Count > 0)
        {
            throw new DatasetException(
                $"None of the {ids.Count} documents has text in {string.Join(", ", model.TextFields)}. Name fields that have some with --text-fields.");
        }

        return await CrossAsync(candidates.Queries, embeddings, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Ranker>> CrossAsync(
        IReadOnlyList<QueryCandidates> queries, Dictionary<string, DocumentEmbedding> embeddings, IProgress<EvaluationProgress> progress,
        CancellationToken cancellationToken)
    {
        var scores = model.Heads.Select(_ => new CandidateScores[queries.Count]).ToArray();
        var told = new StageProgress(progress, EvaluationStage.Scoring, queries.Count, model.Name);
        for (var i = 0; i < queries.Count; i++)
        {
            var query = await model.QueryEncoder.EncodeAsync(queries[i].Query.Text, cancellationToken).ConfigureAwait(false);
            for (var head = 0; head < scores.Length; head++)
            {
                var crossing = new CandidateCrossing(model.Heads[head].Crossing, embeddings, model.Heads[head].TypicalSimilarity);
                scores[head][i] = new(crossing.Cross(query, queries[i].Judged), crossing.Cross(query, queries[i].Top));
            }

            told.Report(i + 1);
        }

        return [.. model.Heads.Zip(scores, (head, table) => new Ranker(head.Name, table)
        {
            TypicalSimilarity = head.TypicalSimilarity,
            ModelWeight = head.ModelWeight,
        })];
    }
}
