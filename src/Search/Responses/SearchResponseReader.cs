using System.Diagnostics.CodeAnalysis;
using System.Text;
using TwinBert.Search.Documents;
using TwinBert.Search.Json;
using TwinBert.Search.Requests;

namespace TwinBert.Search.Responses;

/// <summary>Reads one response, in one pass over its bytes. For one use.</summary>
internal sealed class SearchResponseReader(ReadOnlyMemory<byte> json, WidenedSearch search, ResponseReadOptions options)
{
    private readonly byte[] _fieldName = Encoding.UTF8.GetBytes(search.Field.Name);
    private readonly HitReader _hits = new(search, options);
    private readonly List<JsonSpan> _cuts = [];
    private JsonSpan _took;
    private JsonSpan _maxScore;
    private JsonSpan _array;
    private int _arrays;

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

        if (!cursor.IsAtEnd() || _arrays != 1 || _hits.IsUnreadable)
        {
            return false;
        }

        response = new(json, new(_took, _maxScore, _array), _hits.Take(), [.. _cuts]);
        return true;
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
        if (options.ShowEmbedding || !JsonName.MayContain(value.In(cursor.Json), _fieldName))
        {
            cursor = ahead;
        }
        else
        {
            new DocumentWalk(_fieldName, _cuts).VisitHits(ref cursor, inHits: false, 0);
        }
    }
}
