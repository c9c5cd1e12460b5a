using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.EngineCrossing;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>
/// The crossing and the blend as a script that an engine runs over the stored vectors. It gives the number by which the score is multiplied, that of
/// <see cref="ScoreFusion"/>: 1 for a document without a vector, with one of another model, or in an index that has no such field. The source says nothing
/// of the query, the model or its weight, so that an engine compiles it once; they travel in <c>params</c>. Thread-safe.
/// </summary>
public sealed class EngineScript
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ScriptedCrossing _crossing;
    private readonly JsonEncodedText _source;
    private readonly string _fingerprint;
    private readonly float _typical;

    // A writer asks for more room than it fills: what it wrote is copied, and the room is used again.
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _rooms = [];

    private EngineScript(ScriptedCrossing crossing, string source, ModelFingerprint fingerprint, float typicalSimilarity)
    {
        _crossing = crossing;
        _source = JsonEncodedText.Encode(source, Plain.Encoder);
        _fingerprint = fingerprint.Value;
        _typical = typicalSimilarity;
    }

    /// <summary>The source, the same for every query.</summary>
    public string Source => _source.Value;

    /// <summary>The script of a crossing layer for an engine.</summary>
    /// <param name="crossing">The layer.</param>
    /// <param name="fingerprint">The model in use; vectors of another one are neutral.</param>
    /// <param name="typicalSimilarity">What the model typically gives, in [−1, 1].</param>
    /// <param name="family">The engine's family.</param>
    /// <param name="field">The object that holds the embeddings.</param>
    /// <returns>The script; <see langword="null"/> for a layer that no engine can run at a bearable price.</returns>
    public static EngineScript? For(ICrossingLayer crossing, ModelFingerprint fingerprint, float typicalSimilarity, EngineFamily family, EmbeddingField field)
    {
        ScriptedCrossing? scripted = crossing switch
        {
            CosineCrossing when family == EngineFamily.OpenSearch => new CosineOverBytes(),
            CosineCrossing => new CosineByDotProducts(),
            QueryNetCrossing layer when family == EngineFamily.OpenSearch => new QueryNetOverBytes(layer),
            QueryNetCrossing layer => new QueryNetByDotProducts(layer),
            _ => null,
        };
        return scripted is null ? null : new(scripted, ScriptText.Whole(scripted, field), fingerprint, typicalSimilarity);
    }

    /// <summary>Writes the script for one query.</summary>
    /// <param name="query">The query's embedding, as long as the layer takes.</param>
    /// <param name="modelWeight">β of the blend, 0 to 20.</param>
    public CrossingScript Write(QueryEmbedding query, double modelWeight)
    {
        var output = _rooms.TryTake(out var room) ? room : new();
        using (var writer = new Utf8JsonWriter(output, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("source"u8, _source);
            writer.WriteStartObject("params"u8);
            writer.WriteString("model"u8, _fingerprint);
            writer.WriteNumber("weight"u8, modelWeight);
            writer.WriteNumber("typical"u8, _typical);
            _crossing.WriteParameters(query, writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        var json = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();
        _rooms.Add(output);

        // The least similarity is −1.
        return new(json, Math.Exp(-modelWeight * (1 + (double)_typical)));
    }
}
