using TwinBert.Evaluation.Lexical;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>Crosses a query with its candidates. A document without an embedding counts as typical, as in a search.</summary>
internal sealed class CandidateCrossing(ICrossingLayer crossing, IReadOnlyDictionary<string, DocumentEmbedding> embeddings, float typical)
{
    public float[] Cross(QueryEmbedding query, IReadOnlyList<LexicalHit> candidates)
    {
        var similarities = new float[candidates.Count];
        Array.Fill(similarities, typical);
        var present = Enumerable.Range(0, candidates.Count).Where(i => embeddings.ContainsKey(candidates[i].Id)).ToArray();
        if (present.Length == 0)
        {
            return similarities;
        }

        var crossed = new float[present.Length];
        crossing.Cross(query, Array.ConvertAll(present, i => embeddings[candidates[i].Id]), crossed);
        foreach (var (i, similarity) in present.Zip(crossed))
        {
            similarities[i] = similarity;
        }

        return similarities;
    }
}
