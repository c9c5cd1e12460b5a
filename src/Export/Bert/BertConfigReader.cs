using System.Text.Json;
using TwinBert.Model.Packaging;

namespace TwinBert.Export.Bert;

/// <summary>Reads the settings that decide a graph, and refuses those that this exporter does not build.</summary>
internal sealed class BertConfigReader(JsonElement root, string file)
{
    private readonly List<string> _errors = [];

    public BertConfig Read()
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ExportException($"'{file}' is not a JSON object.");
        }

        OneOf("model_type", "bert", "bert");
        OneOf("hidden_act", "gelu", "gelu");
        OneOf("position_embedding_type", "absolute", "absolute");
        var pooling = OneOf("pooling", "mean", "mean", "cls", "weighted");
        var positions = Count("max_position_embeddings", null);
        var config = new BertConfig
        {
            VocabularySize = Count("vocab_size", null),
            HiddenSize = Count("hidden_size", null),
            Layers = Count("num_hidden_layers", null),
            Heads = Count("num_attention_heads", null),
            IntermediateSize = Count("intermediate_size", null),
            MaxPositions = positions,
            TypeVocabularySize = Count("type_vocab_size", 2),
            LayerNormEpsilon = root.TryGetProperty("layer_norm_eps", out var epsilon) && epsilon.ValueKind == JsonValueKind.Number
                ? epsilon.GetSingle()
                : 1e-12f,
            Pooling = Enum.Parse<Pooling>(pooling, ignoreCase: true),
            MaxTokens = Math.Min(positions, Count("max_sequence_length", positions)),
        };
        if (config.HiddenSize % config.Heads != 0)
        {
            _errors.Add($"hidden_size {config.HiddenSize} is not divisible by num_attention_heads {config.Heads}");
        }

        return _errors.Count == 0 ? config : throw new ExportException($"'{file}' is unusable: {string.Join("; ", _errors)}.");
    }

    private int Count(string name, int? otherwise)
    {
        if (!root.TryGetProperty(name, out var value) && otherwise is { } number)
        {
            return number;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0)
        {
            return count;
        }

        _errors.Add(value.ValueKind == JsonValueKind.Undefined ? $"{name} is missing" : $"{name} is {value}, not a whole number above 0");
        return 1;
    }

    private string OneOf(string name, string otherwise, params string[] known)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.String && known.Contains(value.GetString()))
        {
            return value.GetString()!;
        }

        _errors.Add($"{name} is {value}, and {string.Join(" or ", known)} can be exported");
        return otherwise;
    }
}
