using System.Globalization;
using System.Text.Json;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>
/// The query's own network by the vector functions of Elasticsearch, one product for each unit: spelled out, because such a function keeps the vector that it
/// was first called with.
/// </summary>
internal sealed class QueryNetByDotProducts(QueryNetCrossing layer) : ScriptedCrossing
{
    private readonly CosineByDotProducts _cosine = new();

    /// <inheritdoc/>
    public override string Statements(string vector)
    {
        var prior = layer.Prior is null ? "" : _cosine.Statements(vector) + " z += params.scale * Math.max(-1.0, Math.min(1.0, s));";
        var declared = layer.Prior is null ? "double s; " : "";
        var units = Enumerable.Range(0, layer.Units).Select(unit =>
            $" z += params.gates[{unit}] * Math.max(0.0, {ByteLevels.Product(Name(unit), vector)} + params.offsets[{unit}]);");
        return $"double z = params.base; {declared}{prior}{string.Concat(units)} s = Math.tanh(z / 2);";
    }

    /// <inheritdoc/>
    public override void WriteParameters(QueryEmbedding query, Utf8JsonWriter writer)
    {
        var network = layer.NetworkOf(query);
        QueryNetParameters.WriteHead(layer, network, writer);
        for (var unit = 0; unit < layer.Units; unit++)
        {
            ByteLevels.Write(Name(unit), network.Units.Span.Slice(unit * layer.Dimensions, layer.Dimensions), 1.0 / sbyte.MaxValue, writer);
        }

        if (layer.Prior is not null)
        {
            _cosine.WriteParameters(query, writer);
        }
    }

    private static string Name(int unit) => "u" + unit.ToString(CultureInfo.InvariantCulture) + "_";
}
