using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using TwinBert.Search.Json;

namespace TwinBert.Search.MultiSearch;

/// <summary>
/// The answer to an <c>_msearch</c>: one answer for each search, each of which can be exchanged; every other byte stays. Immutable and thread-safe.
/// </summary>
public sealed class MultiSearchResponse
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly JsonSpan[] _spans;

    private MultiSearchResponse(ReadOnlyMemory<byte> json, JsonSpan[] spans)
    {
        _json = json;
        _spans = spans;
        Items = Array.ConvertAll(spans, span => json.Slice(span.Start, span.Length));
    }

    /// <summary>The answers, in the order of the searches: what <c>_search</c> would have answered, or an error object.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Items { get; }

    /// <summary>Reads an answer.</summary>
    /// <param name="json">The body: not to be changed as long as the response is in use.</param>
    /// <param name="response">The response, when the body has one array <c>responses</c>.</param>
    /// <returns>Whether it could be read.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out MultiSearchResponse? response)
    {
        response = null;
        var cursor = new JsonCursor(json.Span);
        var spans = default(List<JsonSpan>);
        if (!cursor.TryEnter((byte)'{'))
        {
            return false;
        }

        while (cursor.NextMember(out var name))
        {
            if (!name.In(cursor.Json).SequenceEqual("responses"u8) || !cursor.TryEnter((byte)'['))
            {
                cursor.SkipValue();
                continue;
            }

            if (spans is not null)
            {
                return false;
            }

            spans = [];
            while (cursor.NextElement())
            {
                spans.Add(cursor.SkipValue());
            }
        }

        if (spans is null || !cursor.IsAtEnd())
        {
            return false;
        }

        response = new(json, [.. spans]);
        return true;
    }

    /// <summary>Writes the response with other answers.</summary>
    /// <param name="output">Receives the body.</param>
    /// <param name="answers">One for each search: the new answer, or <see langword="null"/> for that of the engine.</param>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ReadOnlyMemory<byte>?> answers)
    {
        var json = _json.Span;
        var at = 0;
        for (var i = 0; i < _spans.Length; i++)
        {
            if (answers[i] is { } answer)
            {
                output.Write(json[at.._spans[i].Start]);
                output.Write(answer.Span);
                at = _spans[i].End;
            }
        }

        output.Write(json[at..]);
    }
}
