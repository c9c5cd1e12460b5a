using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace TwinBert.Search.MultiSearch;

/// <summary>
/// The body of an <c>_msearch</c>: a header line and a body line for each search. Lines can be exchanged; every other byte stays, line ends included.
/// Immutable and thread-safe.
/// </summary>
public sealed class MultiSearchRequest
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly List<(int Header, int Body, int End)> _places;

    private MultiSearchRequest(ReadOnlyMemory<byte> text, MultiSearchItem[] items, List<(int Header, int Body, int End)> places)
    {
        _text = text;
        _places = places;
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
        var places = new List<(int Header, int Body, int End)>();
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            if (!TryTakeLine(text, ref at, out var header) || !MultiSearchHeader.TryRead(header.Span, out var indices, out var reason))
            {
                return false;
            }

            var bodyStart = at;
            if (!TryTakeLine(text, ref at, out var body))
            {
                return false;
            }

            items.Add(new(header, body, indices) { HeaderReason = reason });
            places.Add((start, bodyStart, at));
        }

        request = new(text, [.. items], places);
        return true;
    }

    /// <summary>Writes the request with other search bodies.</summary>
    /// <param name="output">Receives the lines.</param>
    /// <param name="bodies">One for each search: the new body, on one line, or <see langword="null"/> for that of the client.</param>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ReadOnlyMemory<byte>?> bodies) => Write(output, bodies, Enumerable.Range(0, Items.Count));

    /// <summary>Writes a request of some of the searches.</summary>
    /// <param name="output">Receives the lines.</param>
    /// <param name="bodies">One for each search of this request: the new body, on one line, or <see langword="null"/> for that of the client.</param>
    /// <param name="chosen">The places of the searches to write.</param>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ReadOnlyMemory<byte>?> bodies, IEnumerable<int> chosen)
    {
        var text = _text.Span;
        foreach (var i in chosen)
        {
            var (header, body, end) = _places[i];
            output.Write(text[header..body]);
            output.Write((bodies[i] ?? Items[i].Body).Span);
            output.Write(text[(body + Items[i].Body.Length)..end]);
        }
    }

    private static bool TryTakeLine(ReadOnlyMemory<byte> text, ref int at, out ReadOnlyMemory<byte> line)
    {
        var length = text.Span[at..].IndexOf((byte)'\n');
        line = length < 0 ? default : text.Slice(at, length).TrimEnd((byte)'\r');
        at += length + 1;
        return length >= 0;
    }
}
