using System.Runtime.InteropServices;
using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.Backfill.Verifying;

/// <summary>The vector in a stored document, as it is in its source: a list of numbers, or base64 of the same bytes.</summary>
internal static class StoredVector
{
    private const int MaxDepth = 1_000;

    /// <summary>Reads it.</summary>
    /// <param name="source">A JSON object in UTF-8.</param>
    /// <param name="name">The embedding object's name in UTF-8.</param>
    /// <returns>The components; null where there is none that can be read.</returns>
    public static sbyte[]? Read(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name) =>
        ReadStandard(source, name) ?? ReadStandard(EngineJson.InPlace(source), name);

    private static sbyte[]? ReadStandard(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name)
    {
        try
        {
            return Find(source, name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static sbyte[]? Find(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (!JsonMembers.TryFind(ref reader, name) || reader.TokenType != JsonTokenType.StartObject || !JsonMembers.TryFind(ref reader, "embedding"u8))
        {
            return null;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return MemoryMarshal.Cast<byte, sbyte>(reader.GetBytesFromBase64()).ToArray();
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var components = new List<sbyte>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            components.Add(reader.GetSByte());
        }

        return [.. components];
    }
}
