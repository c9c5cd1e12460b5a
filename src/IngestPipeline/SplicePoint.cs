using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.IngestPipeline;

/// <summary>Where in a source the embedding object goes.</summary>
/// <param name="Start">Where to write.</param>
/// <param name="Length">How many bytes are replaced: 0 for a source without the object, else the length of its value.</param>
/// <param name="IsEmpty">Whether the source has no members.</param>
public readonly record struct SplicePoint(int Start, int Length, bool IsEmpty)
{
    /// <summary>How deep a source may be nested.</summary>
    internal const int MaxDepth = 1000;

    private static readonly JsonSerializerOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Whether the source has the object already.</summary>
    public bool Replaces => Length > 0;

    /// <summary>
    /// Reads a source to its end: one JSON object and nothing after it but white space. Says no to a source that has parts of the object under dotted
    /// keys, because adding ours could make the engine refuse what it would have taken, and to one that names a member twice, at any depth: the engine
    /// refuses it and quotes it, and the quotation must be the client's own text.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name, out SplicePoint point) =>
        TryReadStandard(source, name, out point) || TryReadStandard(EngineJson.InPlace(source), name, out point);

    private static bool TryReadStandard(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name, out SplicePoint point)
    {
        point = default;
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            JsonSerializer.Deserialize<JsonElement>(source, Strict);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadMembers(ref reader, name, ref point) && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON of the standard, or a name that cannot be decoded: half a surrogate pair, bytes that are no UTF-8.
            return false;
        }
    }

    private static bool TryReadMembers(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref SplicePoint point)
    {
        var end = (int)reader.BytesConsumed;
        var isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isOurs = reader.ValueTextEquals(name);
            if ((isOurs && point.Replaces) || (!isOurs && IsPartOf(ref reader, name)))
            {
                return false;
            }

            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            end = (int)reader.BytesConsumed;
            isEmpty = false;
            point = isOurs ? new(start, end - start, IsEmpty: false) : point;
        }

        point = point.Replaces ? point : new(end, 0, isEmpty);
        return true;
    }

    private static bool IsPartOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.ValueIsEscaped)
        {
            var unescaped = new byte[reader.ValueSpan.Length];
            return IsPartOf(unescaped.AsSpan(0, reader.CopyString(unescaped)), name);
        }

        return IsPartOf(reader.ValueSpan, name);
    }

    private static bool IsPartOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name) =>
        key.Length > name.Length && key[name.Length] == (byte)'.' && key.StartsWith(name);
}
