using System.Text.Json;

namespace TwinBert.Sidecar.Documents;

/// <summary>Looks whether a body says itself what is to come of <c>_source</c>.</summary>
internal static class SourceMembers
{
    /// <summary>Whether a body leaves <c>_source</c> to the engine's default, so that a parameter does not override anything.</summary>
    /// <param name="body">The body of a search or of a multi-get; empty for none.</param>
    public static bool AreAbsent(ReadOnlySpan<byte> body) => body.IsEmpty || TryScan(body, anywhere: true, out _, out _);

    /// <summary>Adds to the body of one search what is to come of <c>_source</c>.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="source">The member's value.</param>
    /// <returns>The new body, or <see langword="null"/> when it says something about the source itself, or is no object.</returns>
    public static byte[]? Add(ReadOnlySpan<byte> body, string source)
    {
        if (!TryScan(body, anywhere: false, out var end, out var isEmpty))
        {
            return null;
        }

        var text = $"{(isEmpty ? "" : ",")}\"_source\":{source}";
        return [.. body[..end], .. System.Text.Encoding.UTF8.GetBytes(text), .. body[end..]];
    }

    private static bool TryScan(ReadOnlySpan<byte> body, bool anywhere, out int end, out bool isEmpty)
    {
        end = 0;
        isEmpty = true;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
            while (reader.Read())
            {
                isEmpty &= reader.TokenType != JsonTokenType.PropertyName;
                if (reader.TokenType == JsonTokenType.PropertyName && (anywhere || reader.CurrentDepth == 1)
                    && (reader.ValueTextEquals("_source"u8) || reader.ValueTextEquals("stored_fields"u8) || reader.ValueTextEquals("script_fields"u8)))
                {
                    return false;
                }

                end = (int)reader.TokenStartIndex;
            }

            return reader.CurrentDepth == 0 && body[end] == '}';
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
