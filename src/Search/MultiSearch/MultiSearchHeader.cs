using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.Parts;

namespace TwinBert.Search.MultiSearch;

/// <summary>Reads the header line of one search of an <c>_msearch</c>.</summary>
internal static class MultiSearchHeader
{
    /// <summary>Reads a header.</summary>
    /// <param name="header">The line; empty for none.</param>
    /// <param name="indices">The index expression; <see langword="null"/> where it names none.</param>
    /// <param name="reason">Why it leaves the search to the engine; <see langword="null"/> where it does not.</param>
    /// <returns>Whether it is one JSON object that names indices at most once, or says nothing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out string? indices, out RerankReason? reason)
    {
        (indices, reason) = (null, null);
        if (header.Trim(" \t"u8).IsEmpty)
        {
            return true;
        }

        try
        {
            var reader = new Utf8JsonReader(header, SearchBody.ReaderOptions);
            var value = JsonElement.ParseValue(ref reader);
            if (reader.Read())
            {
                return false;
            }

            // The official .NET client writes null for a header that says nothing.
            return value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Object && TryReadMembers(value, out indices, out reason));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryReadMembers(JsonElement header, out string? indices, out RerankReason? reason)
    {
        (indices, reason) = (null, null);
        foreach (var member in header.EnumerateObject())
        {
            reason ??= MultiSearchHeaderKeys.ReasonOf(member.Name);
            if (member.Name is not ("index" or "indices"))
            {
                continue;
            }

            var names = member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().ToArray() : [member.Value];
            if (indices is not null || Array.Exists(names, name => name.ValueKind != JsonValueKind.String))
            {
                return false;
            }

            indices = string.Join(',', names.Select(name => name.GetString()));
        }

        return true;
    }
}
