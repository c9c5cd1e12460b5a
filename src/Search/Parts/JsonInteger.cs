using System.Globalization;
using System.Text.Json;

namespace TwinBert.Search.Parts;

/// <summary>Whole numbers as the engines take them in a request: <c>2</c>, <c>2.0</c> and <c>"2"</c> are the same.</summary>
internal static class JsonInteger
{
    /// <summary>Reads a number that cannot be mistaken; fractions, signs and anything over nine digits are left to the engine.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out int number)
    {
        number = 0;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = reader.TokenType is JsonTokenType.Number or JsonTokenType.String ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : "";
        text = text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        return text.Length <= 9 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
