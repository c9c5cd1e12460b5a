using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwinBert.Model.Encoding;
using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Packaging;

/// <summary>The manifest as JSON: written from the records, read value by value with all errors collected.</summary>
internal static class ManifestFormat
{
    private const int MostTokens = 8192;
    private const int MostLayers = 1000;
    private const string TypicalByCrossing = "typical_by_crossing";
    private const string TextWeight = "text_weight";
    private const string DocumentLayers = "document_layers";

    private static readonly JsonSerializerOptions Writing = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static byte[] Write(ModelManifest manifest) => [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Writing), (byte)'\n'];

    /// <summary>Reads a manifest; usable only if <paramref name="errors"/> stays empty.</summary>
    public static ModelManifest? Read(ReadOnlyMemory<byte> json, List<string> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Read(new ManifestNode(document.RootElement, "", errors));
            }

            errors.Add($"{ModelManifest.FileName} is not an object");
        }
        catch (JsonException e)
        {
            errors.Add($"{ModelManifest.FileName} is not JSON: {e.Message.TrimEnd('.')}");
        }

        return null;
    }

    private static ModelManifest Read(ManifestNode root)
    {
        var tokenizer = Part(root, "tokenizer", Tokenizer);
        var (least, most) = tokenizer.Kind == TokenizerManifest.TriLetter ? (1, TriLetterTokenizer.MostWords) : (WordPieceTokenizer.LeastLimit, MostTokens);
        var manifest = new ModelManifest
        {
            FormatVersion = root.Integer("format_version", ModelManifest.CurrentFormatVersion, ModelManifest.CurrentFormatVersion),
            Name = root.Text("name"),
            Tokenizer = tokenizer,
            Limits = Part(root, "limits", part => new LimitsManifest(part.Integer("query_tokens", least, most), part.Integer("document_tokens", least, most))),
            Encoders = Part(root, "encoders", Encoders),
            Embedding = Part(root, "embedding", part => new EmbeddingManifest(
                part.Integer("dimensions", 1, 4096), part.Choice<Pooling>("pooling"), part.Choice<QuantisationMode>("quantisation"))),
            Crossing = root.Texts("crossing"),
            Blend = Part(root, "blend", Blend),
            Languages = root.Texts("languages"),
            Provenance = Part(root, "provenance", part => new ProvenanceManifest(part.Text("source"), part.Text("licence"), part.Text("changes"))),
            Metrics = root.Numbers("metrics"),
        };
        root.RefuseOthers();
        return manifest;
    }

    /// <summary>Letter trigrams are enumerated: they have no vocabulary file, and always the same number of ids.</summary>
    private static TokenizerManifest Tokenizer(ManifestNode part)
    {
        var kind = part.Choice("kind", TokenizerManifest.UncasedWordPiece, TokenizerManifest.TriLetter);
        return kind == TokenizerManifest.TriLetter
            ? new(kind, null, part.Integer("vocabulary_size", TriLetterTokenizer.Ids, TriLetterTokenizer.Ids))
            : new(kind, part.File("vocabulary"), part.Integer("vocabulary_size", 5, 10_000_000));
    }

    private static EncodersManifest Encoders(ManifestNode part) => new(
        part.File("query"), part.File("document"), part.Choice("weights", "fp32", "int8"), part.Integer("layers", 1, MostLayers))
    {
        DocumentLayers = part.Has(DocumentLayers) ? part.Integer(DocumentLayers, 1, MostLayers) : null,
    };

    private static BlendManifest Blend(ManifestNode part)
    {
        var blend = new BlendManifest(part.Number("model_weight", 0, 20), part.Number("typical_similarity", -1, 1))
        {
            TypicalByCrossing = part.Has(TypicalByCrossing) ? part.Numbers(TypicalByCrossing, -1, 1) : null,
        };
        return part.Has(TextWeight) ? blend with { TextWeight = part.Number(TextWeight, 0, 20) } : blend;
    }

    private static T Part<T>(ManifestNode root, string name, Func<ManifestNode, T> read)
    {
        var node = root.Object(name);
        var part = read(node);
        node.RefuseOthers();
        return part;
    }
}
