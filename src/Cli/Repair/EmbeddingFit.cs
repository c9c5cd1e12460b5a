using System.Buffers;
using System.Text;
using System.Text.Json;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;
using TwinBert.Search.Dialects;
using TwinBert.Search.Cutting;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Json;

namespace TwinBert.Cli.Repair;

/// <summary>
/// Judges the embeddings of stored documents: those of this model, as this family of engines stores them, stay; others go, and no other byte with them.
/// Immutable and thread-safe.
/// </summary>
/// <param name="field">The embedding object.</param>
/// <param name="engine">The engine's family, and the shortest spelling of a vector that it takes.</param>
/// <param name="model">The model.</param>
/// <param name="dimensions">The length of its vectors.</param>
internal sealed class EmbeddingFit(EmbeddingField field, (EngineFamily Family, VectorSpelling Spelling) engine, ModelFingerprint model, int dimensions)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(field.Name);
    private readonly EmbeddingCutter _cutter = new([field]);
    private readonly EmbeddingSplice _splice = new(field);

    /// <summary>The source that a copy of a document has.</summary>
    /// <param name="source">The stored source.</param>
    /// <returns>What to write, and whether there is an embedding in it, or one was taken out.</returns>
    public (ReadOnlyMemory<byte> Source, EmbeddingFate Fate) Apply(ReadOnlyMemory<byte> source)
    {
        var found = Read(source.Span) ?? Read(EngineJson.InPlace(source.Span));
        if (found is not { } fits)
        {
            return (source, EmbeddingFate.None);
        }

        if (fits)
        {
            return (source, EmbeddingFate.Kept);
        }

        var cut = new ArrayBufferWriter<byte>(source.Length);
        if (_cutter.TryCut(DocumentReadKind.Source, source.Span, cut))
        {
            return (cut.WrittenMemory, EmbeddingFate.Dropped);
        }

        // A document that only engines read keeps the name, for nothing.
        return (_splice.Apply(source, "null"u8.ToArray()), EmbeddingFate.Dropped);
    }

    // Null: it has no such member, or cannot be read.
    private bool? Read(ReadOnlySpan<byte> source)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = 1_000 });
        try
        {
            reader.Read();
            return !JsonMembers.TryFind(ref reader, _name) || reader.TokenType == JsonTokenType.Null ? null : Fits(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private bool Fits(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var (isOfModel, isVector) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isModel, isEmbedding) = (reader.ValueTextEquals("model"u8), reader.ValueTextEquals("embedding"u8));
            reader.Read();
            isOfModel |= isModel && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(model.Value);
            isVector |= isEmbedding && IsVector(ref reader);
            reader.Skip();
        }

        return isOfModel && isVector;
    }

    private bool IsVector(ref Utf8JsonReader reader) =>
        (engine.Spelling == VectorSpelling.Base64 && IsBase64(ref reader))
        || (engine.Family == EngineFamily.Elasticsearch
            && (IsNumbers(ref reader) || (engine.Spelling != VectorSpelling.Numbers && IsHexadecimal(ref reader))));

    // Stands behind the array afterwards, or on what is no number.
    private bool IsNumbers(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var (count, areBytes) = (0, true);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            areBytes &= reader.TokenType == JsonTokenType.Number && reader.TryGetSByte(out _);
            count++;
            reader.Skip();
        }

        return areBytes && count == dimensions;
    }

    private bool IsHexadecimal(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && text.Length == 2 * dimensions && text.All(char.IsAsciiHexDigit);

    private bool IsBase64(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) && bytes.Length == dimensions;
}
