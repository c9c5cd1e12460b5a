using TwinBert.Search.Json;

namespace TwinBert.Search.Dialects;

/// <summary>OpenSearch: a vector is a doc value of type <c>binary</c>, base64 in the array of a field's values.</summary>
internal sealed class OpenSearchDialect(Version version) : SearchDialect(EngineFamily.OpenSearch, version)
{
    internal override bool TryReadVector(ref JsonCursor cursor, Span<sbyte> vector) =>
        cursor.TryEnter((byte)'[') && cursor.NextElement() && cursor.Peek() == '"' && VectorText.TryReadOnly(ref cursor, vector, hasDigits: false);
}
