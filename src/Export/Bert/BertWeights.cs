using System.Numerics.Tensors;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Bert;

/// <summary>
/// The weights of an encoder under their Hugging Face names. The vector of segment 0, the only one that single texts use, is added to every
/// position's, so that the graph needs no segments; positions beyond the model's limit are left out.
/// </summary>
/// <param name="Words">The table of token vectors: [vocabulary, hidden].</param>
/// <param name="Positions">[most tokens, hidden].</param>
/// <param name="EmbeddingNorm">What follows the sum of the two; null for letter trigrams, which have none.</param>
/// <param name="Layers">The transformer layers.</param>
/// <param name="Head">What follows them.</param>
internal sealed record BertWeights(float[] Words, float[] Positions, LayerNorm? EmbeddingNorm, IReadOnlyList<BertLayer> Layers, EncoderHead Head)
{
    public static BertWeights Read(IWeightSource source, BertConfig config)
    {
        config.Check();

        // Models with a head of another kind keep the encoder's tensors under a name of their own.
        var prefix = source.Names.Any(name => name.StartsWith("bert.embeddings.", StringComparison.Ordinal)) ? "bert." : "";
        var letters = config.Input == EncoderInput.TriLetter;
        var words = source.Read(
            prefix + (letters ? "embeddings.tri_letter.weight" : "embeddings.word_embeddings.weight"),
            config.VocabularySize,
            config.HiddenSize);
        var positions = source.Read(
            prefix + "embeddings.position_embeddings.weight",
            config.MaxPositions,
            config.HiddenSize)[..(config.MaxTokens * config.HiddenSize)];
        if (!letters)
        {
            AddSegment(
                positions,
                source.Read(prefix + "embeddings.token_type_embeddings.weight", config.TypeVocabularySize, config.HiddenSize).AsSpan(0, config.HiddenSize));
        }

        var norm = letters ? null : LayerNorm.Read(source, prefix + "embeddings.LayerNorm", config.HiddenSize);
        var layers = Enumerable.Range(0, config.Layers).Select(layer => BertLayer.Read(source, $"{prefix}encoder.layer.{layer}", config)).ToList();
        return new(words, positions, norm, layers, EncoderHead.Read(source, config));
    }

    private static void AddSegment(float[] positions, ReadOnlySpan<float> segment)
    {
        for (var start = 0; start < positions.Length; start += segment.Length)
        {
            var row = positions.AsSpan(start, segment.Length);
            TensorPrimitives.Add(row, segment, row);
        }
    }
}
