using System.Text.Json;

namespace TwinBert.Search.Json;

/// <summary>Compares names as JSON means them: <c>"\u0074itle"</c> is <c>title</c>.</summary>
internal static class JsonName
{
    /// <summary>Whether a name that was read is the wanted one.</summary>
    /// <param name="json">The text that the name stands in.</param>
    /// <param name="name">The name as it is spelled, without its quotes.</param>
    /// <param name="wanted">The wanted name, in UTF-8.</param>
    public static bool Equals(ReadOnlySpan<byte> json, JsonSpan name, ReadOnlySpan<byte> wanted)
    {
        var spelled = name.In(json);
        return spelled.SequenceEqual(wanted) || (spelled.Contains((byte)'\\') && UnescapedEquals(json[(name.Start - 1)..(name.End + 1)], wanted));
    }

    /// <summary>Whether a text can contain a name: it does so in plain letters, or it has escapes that may hide it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">The name, in UTF-8.</param>
    public static bool MayContain(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => json.IndexOf(name) >= 0 || json.IndexOf("\\u"u8) >= 0;

    private static bool UnescapedEquals(ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> wanted)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            return reader.Read() && reader.ValueTextEquals(wanted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A broken escape or half a surrogate pair: whatever it is, it is not the wanted name.
            return false;
        }
    }
}
