using TwinBert.Search.Embeddings;
using TwinBert.Search.Json;

namespace TwinBert.Search.Dialects;

/// <summary>Elasticsearch and the embedded node: a vector is a doc value, an array of integers in the array of a field's values.</summary>
internal sealed class ElasticsearchDialect(Version version) : SearchDialect(EngineFamily.Elasticsearch, version)
{
    internal override bool TryReadVector(ref JsonCursor cursor, Span<sbyte> vector) =>
        cursor.TryEnter((byte)'[') && cursor.NextElement() && cursor.TryReadSignedBytes(vector) && !cursor.NextElement() && !cursor.IsMalformed;
}
