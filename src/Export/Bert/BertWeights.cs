using System.Numerics.Tensors;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Bert;

/// <summary>
/// The weights of an encoder under their Hugging Face names. The vector of segment 0, the only one that single texts use, is added to every
/// position's, so that the graph needs no segments; positions beyond the model's limit are left out.
/// </summary>
internal sealed record BertWeights(float[] Words, float[] Positions, LayerNorm EmbeddingNorm, IReadOnlyList<BertLayer> Layers)
{
    public static BertWeights Read(IWeightSource source, BertConfig config)
    {
        // Models with a head keep the encoder's tensors under a name of their own.
        var prefix = source.Names.Any(name => name.StartsWith("bert.embeddings.", StringComparison.Ordinal)) ? "bert." : "";
        var hidden = config.HiddenSize;
        var words = source.Read(prefix + "embeddings.word_embeddings.weight", config.VocabularySize, hidden);
        var positions = source.Read(prefix + "embeddings.position_embeddings.weight", config.MaxPositions, hidden)[..(config.MaxTokens * hidden)];
        var segment = source.Read(prefix + "embeddings.token_type_embeddings.weight", config.TypeVocabularySize, hidden).AsSpan(0, hidden);
        for (var position = 0; position < config.MaxTokens; position++)
        {
            var row = positions.AsSpan(position * hidden, hidden);
            TensorPrimitives.Add(row, segment, row);
        }

        var layers = Enumerable.Range(0, config.Layers).Select(layer => BertLayer.Read(source, $"{prefix}encoder.layer.{layer}", config));
        return new(words, positions, LayerNorm.Read(source, prefix + "embeddings.LayerNorm", hidden), [.. layers]);
    }
}
