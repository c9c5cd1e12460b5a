using System.Text.Json;
using TwinBert.Model.Packaging;

namespace TwinBert.Export.Bert;

/// <summary>
/// What a folder of the sentence-transformers project says beside <c>config.json</c>: the pooling, the length that the model was trained for,
/// and whether its vocabulary is cased. Each file may be missing.
/// </summary>
internal static class SentenceTransformerFiles
{
    private static readonly string PoolingFile = Path.Combine("1_Pooling", "config.json");

    public static BertConfig Apply(BertConfig config, string folder)
    {
        if (Read(folder, "tokenizer_config.json", "do_lower_case") is { ValueKind: JsonValueKind.False })
        {
            throw new ExportException($"The vocabulary in '{folder}' is cased (do_lower_case in tokenizer_config.json); uncased ones can be exported.");
        }

        if (Read(folder, "sentence_bert_config.json", "max_seq_length") is { ValueKind: JsonValueKind.Number } length
            && length.TryGetInt32(out var tokens)
            && tokens > 0)
        {
            config = config with { MaxTokens = Math.Min(tokens, config.MaxTokens) };
        }

        return Pooled(config, folder);
    }

    private static BertConfig Pooled(BertConfig config, string folder)
    {
        var mean = Read(folder, PoolingFile, "pooling_mode_mean_tokens");
        var first = Read(folder, PoolingFile, "pooling_mode_cls_token");
        return (mean?.ValueKind, first?.ValueKind) switch
        {
            (null, null) => config,
            (JsonValueKind.True, not JsonValueKind.True) => config with { Pooling = Pooling.Mean },
            (not JsonValueKind.True, JsonValueKind.True) => config with { Pooling = Pooling.Cls },
            _ => throw new ExportException(
                $"'{Path.Combine(folder, PoolingFile)}' asks for a pooling that cannot be exported; the mean and the first token can."),
        };
    }

    private static JsonElement? Read(string folder, string name, string property)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(property, out var value)
                ? value.Clone()
                : null;
        }
        catch (JsonException e)
        {
            throw new ExportException($"'{file}' is not JSON: {e.Message}", e);
        }
    }
}
