using System.Runtime.InteropServices;
using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.Backfill.Verifying;

/// <summary>The vector in a stored document, as it is in its source: a list of numbers, or the same bytes as base64, or as hexadecimal
/// digits, which engines take as well.</summary>
internal static class StoredVector
{
    private const int MaxDepth = 1_000;

    /// <summary>Reads it.</summary>
    /// <param name="source">A JSON object in UTF-8.</param>
    /// <param name="name">The embedding object's name in UTF-8.</param>
    /// <param name="dimensions">The length of the model's vectors, by which the two spellings as a text are told apart.</param>
    /// <returns>The components; null where there is none that can be read.</returns>
    public static sbyte[]? Read(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name, int dimensions) =>
        ReadStandard(source, name, dimensions) ?? ReadStandard(EngineJson.InPlace(source), name, dimensions);

    private static sbyte[]? ReadStandard(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name, int dimensions)
    {
        try
        {
            return Find(source, name, dimensions);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static sbyte[]? Find(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name, int dimensions)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (!JsonMembers.TryFind(ref reader, name) || reader.TokenType != JsonTokenType.StartObject || !JsonMembers.TryFind(ref reader, "embedding"u8))
        {
            return null;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return MemoryMarshal.Cast<byte, sbyte>(Bytes(reader.GetString()!, dimensions)).ToArray();
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

    private static byte[] Bytes(string text, int dimensions) =>
        text.Length == 2 * dimensions && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : Convert.FromBase64String(text);
}
