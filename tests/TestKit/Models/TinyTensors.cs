using TwinBert.Export.Bert;

namespace TwinBert.TestKit.Models;

/// <summary>The names and shapes of an encoder's tensors in a Hugging Face file.</summary>
internal static class TinyTensors
{
    public static IEnumerable<(string Name, long[] Shape)> Of(BertConfig config)
    {
        long hidden = config.HiddenSize;
        long wide = config.IntermediateSize;
        yield return ("embeddings.word_embeddings.weight", [config.VocabularySize, hidden]);
        yield return ("embeddings.position_embeddings.weight", [config.MaxPositions, hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [config.TypeVocabularySize, hidden]);
        foreach (var tensor in Pair("embeddings.LayerNorm", [hidden]))
        {
            yield return tensor;
        }

        for (var layer = 0; layer < config.Layers; layer++)
        {
            (string Name, long[] Shape)[] parts =
            [
                .. Pair("attention.self.query", [hidden, hidden]), .. Pair("attention.self.key", [hidden, hidden]),
                .. Pair("attention.self.value", [hidden, hidden]),
                .. Pair("attention.output.dense", [hidden, hidden]), .. Pair("attention.output.LayerNorm", [hidden]),
                .. Pair("intermediate.dense", [wide, hidden]), .. Pair("output.dense", [hidden, wide]), .. Pair("output.LayerNorm", [hidden]),
            ];
            foreach (var (name, shape) in parts)
            {
                yield return ($"encoder.layer.{layer}.{name}", shape);
            }
        }
    }

    private static (string Name, long[] Shape)[] Pair(string name, long[] shape) => [(name + ".weight", shape), (name + ".bias", [shape[0]])];
}
