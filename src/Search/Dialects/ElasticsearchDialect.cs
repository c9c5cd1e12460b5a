using TwinBert.Search.Json;

namespace TwinBert.Search.Dialects;

/// <summary>
/// Elasticsearch and the embedded node: a vector is a doc value, an array of integers in the array of a field's values. Where a client asks for it by a
/// pattern in <c>fields</c>, it comes as its source has it: the integers are the field's values, or a text is the only one.
/// </summary>
internal sealed class ElasticsearchDialect(Version version) : SearchDialect(EngineFamily.Elasticsearch, version)
{
    internal override bool TryReadVector(ref JsonCursor cursor, Span<sbyte> vector)
    {
        var values = cursor;
        if (!cursor.TryEnter((byte)'[') || !cursor.NextElement())
        {
            return false;
        }

        if (cursor.Peek() == '[')
        {
            return cursor.TryReadSignedBytes(vector) && !cursor.NextElement() && !cursor.IsMalformed;
        }

        if (cursor.Peek() == '"')
        {
            return VectorText.TryReadOnly(ref cursor, vector, hasDigits: true);
        }

        cursor = values;
        return cursor.TryReadSignedBytes(vector);
    }
}
