using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>The model's similarities of one query with its candidates. A document without an embedding counts as typical, as in a search.</summary>
internal sealed class SimilarityLookup
{
    private readonly Dictionary<string, float> _similarities = new(StringComparer.Ordinal);
    private readonly float _typical;

    public SimilarityLookup(
        EvaluationModel model, QueryEmbedding query, IEnumerable<string> candidates, IReadOnlyDictionary<string, DocumentEmbedding> embeddings)
    {
        _typical = model.TypicalSimilarity;
        var ids = candidates.Distinct(StringComparer.Ordinal).Where(embeddings.ContainsKey).ToArray();
        var similarities = new float[ids.Length];
        Cross(model.Crossing, query, Array.ConvertAll(ids, id => embeddings[id]), similarities);
        foreach (var (id, similarity) in ids.Zip(similarities))
        {
            _similarities.Add(id, similarity);
        }
    }

    public float Of(string id) => _similarities.GetValueOrDefault(id, _typical);

    private static void Cross(ICrossingLayer crossing, QueryEmbedding query, DocumentEmbedding[] documents, float[] similarities)
    {
        if (documents.Length > 0)
        {
            crossing.Cross(query, documents, similarities);
        }
    }
}
