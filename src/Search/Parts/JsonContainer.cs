using System.Text.Json;

namespace TwinBert.Search.Parts;

/// <summary>Whether a list or an object in a search has anything in it; comments are nothing.</summary>
internal static class JsonContainer
{
    public static bool IsEmpty(ReadOnlySpan<byte> json) => SecondToken(json) is JsonTokenType.EndArray or JsonTokenType.EndObject;

    public static bool IsEmptyArray(ReadOnlySpan<byte> json) => SecondToken(json) == JsonTokenType.EndArray;

    private static JsonTokenType SecondToken(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, SearchBody.ReaderOptions);
        return reader.Read() && reader.Read() ? reader.TokenType : JsonTokenType.None;
    }
}
