using System.Text.Json;

namespace TwinBert.Sidecar.Documents;

/// <summary>The body of an <c>_msearch</c>: a header line and a body line for each search.</summary>
internal static class MultiSearchBody
{
    /// <summary>Adds to each search on configured indices that vectors are to stay in <c>_source</c>; every other byte stays.</summary>
    /// <param name="body">The lines.</param>
    /// <param name="scope">What is configured.</param>
    /// <param name="indices">The index expression of the URL, for headers that name none.</param>
    /// <returns>The new body, or <see langword="null"/> when nothing is to be added.</returns>
    public static byte[]? KeepVectors(ReadOnlyMemory<byte> body, EmbeddingScope scope, string? indices)
    {
        using var result = new MemoryStream(body.Length + 256);
        var rest = body;
        var changed = false;
        while (TakeLine(ref rest, out var header) && TakeLine(ref rest, out var search))
        {
            result.Write(header.Span);
            var widened = scope.IsAllConfigured(IndicesOf(header) ?? indices) ? SourceMembers.Add(search.Span) : null;
            changed |= widened is not null;
            result.Write(widened ?? search.Span);
        }

        return changed && rest.IsEmpty ? result.ToArray() : null;
    }

    private static bool TakeLine(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> line)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..(end + 1)];
        rest = rest[line.Length..];
        return !line.IsEmpty;
    }

    private static string? IndicesOf(ReadOnlyMemory<byte> header)
    {
        if (header.Span.Trim("\r\n \t"u8).IsEmpty)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(header);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("index", out var index) ? Expression(index) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Expression(JsonElement index) => index.ValueKind switch
    {
        JsonValueKind.String => index.GetString(),
        JsonValueKind.Array => string.Join(',', index.EnumerateArray().Select(item => item.ToString())),
        _ => null,
    };
}
