using System.Numerics.Tensors;
using System.Text.Json;
using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>The cosine by a loop over the bytes that OpenSearch stores, which has no function for them.</summary>
internal sealed class CosineOverBytes : ScriptedCrossing
{
    /// <inheritdoc/>
    public override string Statements(string vector) =>
        BytesOf(vector) + " double dot = 0; int squares = 0;"
        + " for (int i = 0; i < n; i++) { int x = bytes[start + i]; dot += (double)q.get(i) * x; squares += x * x; }"
        + " double s = squares == 0 ? 0.0 : dot / Math.sqrt(squares);";

    /// <summary>The document's bytes, a query as long in the variable <c>q</c>; neutral where the lengths differ.</summary>
    private static string BytesOf(string vector) =>
        $"def r = doc[{vector}].value; byte[] bytes = r.bytes; int start = r.offset; int n = r.length; List q = params.q; if (n != q.size()) return 1.0;";

    /// <inheritdoc/>
    public override void WriteParameters(QueryEmbedding query, Utf8JsonWriter writer) => WriteDirection(query.Values.Span, writer);

    /// <summary>The query with the length 1; zeros where it has no direction.</summary>
    private static void WriteDirection(ReadOnlySpan<float> values, Utf8JsonWriter writer)
    {
        var length = TensorPrimitives.Norm(values);
        writer.WriteStartArray("q"u8);
        foreach (var value in values)
        {
            var component = value / length;
            writer.WriteNumberValue(float.IsFinite(component) ? component : 0);
        }

        writer.WriteEndArray();
    }
}
