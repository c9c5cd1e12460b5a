using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace TwinBert.Search.Requests;

/// <summary>
/// The body of an <c>_msearch</c>: a header line and a body line for each search. Lines can be exchanged; every other byte stays, line ends included.
/// Immutable and thread-safe.
/// </summary>
public sealed class MultiSearchRequest
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly int[] _bodyStarts;

    private MultiSearchRequest(ReadOnlyMemory<byte> text, MultiSearchItem[] items, int[] bodyStarts)
    {
        _text = text;
        _bodyStarts = bodyStarts;
        Items = items;
    }

    /// <summary>The searches, in their order.</summary>
    public IReadOnlyList<MultiSearchItem> Items { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="request">The searches, when every line is ended by a line feed, lines come in pairs, and every header is readable.</param>
    /// <returns>Whether it could be read; if not, it is the engine's to answer.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out MultiSearchRequest? request)
    {
        request = null;
        var items = new List<MultiSearchItem>();
        var bodyStarts = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            if (!TryTakeLine(text, ref at, out var header) || !TryReadHeader(header.Span, out var indices))
            {
                return false;
            }

            bodyStarts.Add(at);
            if (!TryTakeLine(text, ref at, out var body))
            {
                return false;
            }

            items.Add(new(header, body, indices));
        }

        request = new(text, [.. items], [.. bodyStarts]);
        return true;
    }

    /// <summary>Writes the request with other search bodies.</summary>
    /// <param name="output">Receives the lines.</param>
    /// <param name="bodies">One for each search: the new body, on one line, or <see langword="null"/> for that of the client.</param>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ReadOnlyMemory<byte>?> bodies)
    {
        var text = _text.Span;
        var at = 0;
        for (var i = 0; i < Items.Count; i++)
        {
            if (bodies[i] is not { } body)
            {
                continue;
            }

            output.Write(text[at.._bodyStarts[i]]);
            output.Write(body.Span);
            at = _bodyStarts[i] + Items[i].Body.Length;
        }

        output.Write(text[at..]);
    }

    private static bool TryTakeLine(ReadOnlyMemory<byte> text, ref int at, out ReadOnlyMemory<byte> line)
    {
        var length = text.Span[at..].IndexOf((byte)'\n');
        line = length < 0 ? default : text.Slice(at, length).TrimEnd((byte)'\r');
        at += length + 1;
        return length >= 0;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> header, out string? indices)
    {
        indices = null;
        if (header.Trim(" \t"u8).IsEmpty)
        {
            return true;
        }

        try
        {
            var reader = new Utf8JsonReader(header, SearchBody.ReaderOptions);
            var value = JsonElement.ParseValue(ref reader);
            return value.ValueKind == JsonValueKind.Object && !reader.Read() && TryFindIndices(value, out indices);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryFindIndices(JsonElement header, out string? indices)
    {
        indices = null;
        foreach (var member in header.EnumerateObject().Where(member => member.Name is "index" or "indices"))
        {
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
