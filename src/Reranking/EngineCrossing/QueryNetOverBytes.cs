using System.Text.Json;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>The query's own network by loops over the bytes that OpenSearch stores.</summary>
internal sealed class QueryNetOverBytes(QueryNetCrossing layer) : ScriptedCrossing
{
    private readonly CosineOverBytes _cosine = new();

    /// <inheritdoc/>
    public override string Statements(string vector) =>
        _cosine.Statements(vector)
        + " double z = params.base + params.scale * Math.max(-1.0, Math.min(1.0, s));"
        + " List units = params.units; List offsets = params.offsets; List gates = params.gates; int at = 0;"
        + " for (int k = 0; k < gates.size(); k++) { double h = (double)offsets.get(k);"
        + " for (int i = 0; i < n; i++) { h += (double)units.get(at++) * bytes[start + i]; }"
        + " if (h > 0) z += (double)gates.get(k) * h; }"
        + " s = Math.tanh(z / 2);";

    /// <inheritdoc/>
    public override void WriteParameters(QueryEmbedding query, Utf8JsonWriter writer)
    {
        var network = layer.NetworkOf(query);
        QueryNetParameters.WriteHead(layer, network, writer);
        QueryNetParameters.WriteNumbers("units", network.Units.Span, 1.0 / sbyte.MaxValue, writer);
        _cosine.WriteParameters(query, writer);
    }
}
