using System.Buffers;

namespace TwinBert.Search.Json;

/// <summary>
/// Changes to a JSON text, kept as stretches of bytes and what takes their place. Everything that no edit names stays byte for byte.
/// Edits must not overlap; insertions at one place keep their order. Not thread-safe.
/// </summary>
internal sealed class JsonEdits
{
    private readonly List<(JsonSpan Span, ReadOnlyMemory<byte> Text)> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    public void Replace(JsonSpan span, ReadOnlyMemory<byte> text) => Add(span, text);

    public void Remove(JsonSpan span) => Add(span, default);

    public void Insert(int position, ReadOnlyMemory<byte> text) => Add(new(position, 0), text);

    /// <summary>Writes the part of a text that a span names, with the edits that lie in it.</summary>
    public void Write(ReadOnlySpan<byte> json, JsonSpan part, IBufferWriter<byte> output)
    {
        var at = part.Start;
        foreach (var (span, text) in _edits)
        {
            if (span.Start < part.Start || span.End > part.End)
            {
                continue;
            }

            output.Write(json[at..span.Start]);
            output.Write(text.Span);
            at = span.End;
        }

        output.Write(json[at..part.End]);
    }

    /// <summary>The whole text with all edits.</summary>
    public byte[] Apply(ReadOnlySpan<byte> json)
    {
        var result = new byte[json.Length + _edits.Sum(edit => edit.Text.Length - edit.Span.Length)];
        var at = 0;
        var rest = result.AsSpan();
        foreach (var (span, text) in _edits)
        {
            json[at..span.Start].CopyTo(rest);
            text.Span.CopyTo(rest[(span.Start - at)..]);
            rest = rest[(span.Start - at + text.Length)..];
            at = span.End;
        }

        json[at..].CopyTo(rest);
        return result;
    }

    private void Add(JsonSpan span, ReadOnlyMemory<byte> text)
    {
        // What is inserted where another edit begins comes before it.
        var index = _edits.FindLastIndex(edit => edit.Span.Start < span.Start || (edit.Span.Start == span.Start && edit.Span.Length == 0)) + 1;
        if ((index > 0 && _edits[index - 1].Span.End > span.Start) || (index < _edits.Count && span.End > _edits[index].Span.Start))
        {
            throw new InvalidOperationException("Two edits of one text overlap.");
        }

        _edits.Insert(index, (span, text));
    }
}
