using System.Diagnostics.CodeAnalysis;
using TwinBert.Search.Json;

namespace TwinBert.Search.RankEvaluation;

/// <summary>
/// The body of a <c>_rank_eval</c>: searches with judgements of what they find. Searches can be exchanged; every other byte stays. Immutable and thread-safe.
/// </summary>
public sealed class RankEvaluationRequest
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly List<JsonSpan?> _places;

    private RankEvaluationRequest(ReadOnlyMemory<byte> body, List<JsonSpan?> places) => (_body, _places) = (body, places);

    /// <summary>The searches, in their order; <see langword="null"/> for one that is a template.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>?> Searches =>
        [.. _places.Select(place => place is { } span ? _body.Slice(span.Start, span.Length) : default(ReadOnlyMemory<byte>?))];

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="request">The searches, where there is at least one.</param>
    /// <returns>Whether it could be read; if not, it is the engine's to answer.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out RankEvaluationRequest? request)
    {
        var cursor = new JsonCursor(body.Span);
        var places = new List<JsonSpan?>();
        if (cursor.TryFind("requests"u8) && cursor.TryEnter((byte)'['))
        {
            while (cursor.NextElement())
            {
                places.Add(SearchIn(ref cursor));
            }
        }

        request = cursor.IsMalformed || places.Count == 0 ? null : new(body, places);
        return request is not null;
    }

    /// <summary>The body with other searches.</summary>
    /// <param name="searches">One for each search; <see langword="null"/> for the client's.</param>
    public ReadOnlyMemory<byte> Write(IReadOnlyList<ReadOnlyMemory<byte>?> searches)
    {
        var edits = new JsonEdits();
        foreach (var (place, search) in _places.Zip(searches))
        {
            if (place is { } span && search is { } other)
            {
                edits.Replace(span, other);
            }
        }

        return edits.Apply(_body.Span);
    }

    private static JsonSpan? SearchIn(ref JsonCursor cursor)
    {
        var found = default(JsonSpan?);
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return null;
        }

        while (cursor.NextMember(out var name))
        {
            var isSearch = name.In(cursor.Json).SequenceEqual("request"u8) && cursor.Peek() == '{';
            var value = cursor.SkipValue();
            found = isSearch ? value : found;
        }

        return found;
    }
}
