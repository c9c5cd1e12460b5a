using System.Diagnostics.CodeAnalysis;
using TwinBert.Search.Cutting;
using TwinBert.Search.Json;
using TwinBert.Search.Rewriting;

namespace TwinBert.Search.Responses;

/// <summary>Reads one response, in one pass over its bytes. For one use.</summary>
internal sealed class SearchResponseReader(ReadOnlyMemory<byte> json, WidenedSearch search, ResponseReadOptions options)
{
    private readonly HitReader _hits = new(search, options);
    private readonly List<JsonSpan> _cuts = [];
    private JsonSpan _took;
    private JsonSpan _maxScore;
    private JsonSpan _array;
    private int _arrays;
    private bool _isError;

    public bool TryRead([NotNullWhen(true)] out SearchResponse? response)
    {
        var cursor = new JsonCursor(json.Span);
        response = null;
        if (!cursor.TryEnter((byte)'{'))
        {
            return false;
        }

        while (cursor.NextMember(out var name))
        {
            ReadMember(ref cursor, name.In(cursor.Json));
        }

        if (!cursor.IsAtEnd() || _hits.IsUnreadable || _arrays != 1)
        {
            return TryReadWithoutHits(cursor.IsAtEnd(), out response);
        }

        var hits = _hits.Take();
        // Behind the last hit of a filtered answer there is not even an empty list; how much of the answer goes with it is the engine's to say.
        if (search.IsFiltered && hits.Length > 0 && search.From >= hits.Length)
        {
            return false;
        }

        response = new(json, new(_took, _maxScore, _array), hits, [.. _cuts]);
        return true;
    }

    /// <summary>A filtered answer without hits has no list of them: the answer is as the client's own search would have had it.</summary>
    private bool TryReadWithoutHits(bool isAtEnd, [NotNullWhen(true)] out SearchResponse? response)
    {
        var end = JsonSpan.Between(json.Length, json.Length);
        response = search.IsFiltered && isAtEnd && _arrays == 0 && !_isError ? new(json, new(_took, _maxScore, end), [], [.. _cuts]) : null;
        return response is not null;
    }

    private void ReadMember(ref JsonCursor cursor, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("hits"u8) && cursor.TryEnter((byte)'{'))
        {
            while (cursor.NextMember(out var member))
            {
                ReadHitsMember(ref cursor, member.In(cursor.Json));
            }
        }
        else if (name.SequenceEqual("took"u8))
        {
            _took = cursor.SkipValue();
        }
        else
        {
            _isError |= name.SequenceEqual("error"u8);
            ReadOther(ref cursor);
        }
    }

    private void ReadHitsMember(ref JsonCursor cursor, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("hits"u8) && cursor.TryEnter((byte)'['))
        {
            _arrays++;
            var start = cursor.Position - 1;
            while (cursor.NextElement())
            {
                _hits.Read(ref cursor, _cuts);
            }

            _array = JsonSpan.Between(start, cursor.Position);
        }
        else
        {
            var value = cursor.SkipValue();
            _maxScore = name.SequenceEqual("max_score"u8) ? value : _maxScore;
        }
    }

    /// <summary>Aggregations may hold top hits, suggestions documents: their embeddings go as well.</summary>
    private void ReadOther(ref JsonCursor cursor)
    {
        var ahead = cursor;
        var value = ahead.SkipValue();
        if (options.ShowEmbedding || !_hits.Hidden.MayBeIn(value.In(cursor.Json)))
        {
            cursor = ahead;
        }
        else
        {
            new DocumentWalk(_hits.Hidden, _cuts).VisitHits(ref cursor, inHits: false, 0);
        }
    }
}
