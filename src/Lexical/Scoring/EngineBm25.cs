using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace TwinBert.Lexical.Scoring;

/// <summary>
/// BM25 as today's engines compute it, in single precision and in their order of operations: k1 = 1.2, b = 0.75, the document count that of the
/// documents with the field, the average length from exact token counts, each document's own length rounded (<see cref="FieldLength"/>).
/// No coordination factor and no query norm. Thread-safe.
/// </summary>
public sealed class EngineBm25 : Lucene.Net.Search.Similarities.Similarity
{
    private const float K1 = 1.2f;
    private const float B = 0.75f;

    /// <inheritdoc/>
    public override long ComputeNorm(FieldInvertState state) => FieldLength.Encode(state.Length - state.NumOverlap);

    /// <inheritdoc/>
    public override SimWeight ComputeWeight(float queryBoost, CollectionStatistics collectionStats, params TermStatistics[] termStats)
    {
        var documents = collectionStats.DocCount == -1 ? collectionStats.MaxDoc : collectionStats.DocCount;
        var tokens = collectionStats.SumTotalTermFreq <= 0 ? collectionStats.SumDocFreq : collectionStats.SumTotalTermFreq;
        var averageLength = documents <= 0 || tokens <= 0 ? 1f : (float)(tokens / (double)documents);
        var idf = 0d;
        foreach (var term in termStats)
        {
            idf += (float)Math.Log(1 + ((documents - term.DocFreq + 0.5) / (term.DocFreq + 0.5)));
        }

        return new Bm25Weight(collectionStats.Field, (float)idf, queryBoost, InverseNorms(averageLength));
    }

    /// <inheritdoc/>
    public override SimScorer GetSimScorer(SimWeight weight, AtomicReaderContext context)
    {
        var bm25 = (Bm25Weight)weight;
        return new Bm25Scorer(bm25.Value, bm25.InverseNorms, context.AtomicReader.GetNormValues(bm25.Field));
    }

    private static float[] InverseNorms(float averageLength)
    {
        var inverse = new float[256];
        for (var i = 0; i < inverse.Length; i++)
        {
            inverse[i] = 1f / (K1 * (1 - B + (B * FieldLength.Decode((byte)i) / averageLength)));
        }

        return inverse;
    }

    private sealed class Bm25Weight(string field, float idf, float queryBoost, float[] inverseNorms) : SimWeight
    {
        public string Field { get; } = field;

        public float[] InverseNorms { get; } = inverseNorms;

        public float Value { get; private set; } = queryBoost * idf * (K1 + 1);

        public override float GetValueForNormalization() => 1f;

        public override void Normalize(float queryNorm, float topLevelBoost) => Value = topLevelBoost * queryBoost * (K1 + 1) * idf;
    }

    private sealed class Bm25Scorer(float weight, float[] inverseNorms, NumericDocValues? lengths) : SimScorer
    {
        // A field without norms counts as one token long, as in the engines.
        public override float Score(int doc, float freq)
        {
            var inverse = inverseNorms[lengths is null ? 1 : (byte)lengths.Get(doc)];
            return weight - (weight / (1f + (freq * inverse)));
        }

        public override float ComputeSlopFactor(int distance) => 1f / (distance + 1);

        public override float ComputePayloadFactor(int doc, int start, int end, BytesRef payload) => 1f;
    }
}
