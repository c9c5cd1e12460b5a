using System.Text.Json;
using TwinBert.Model.Crossing;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>What both scripts of a query's own network take.</summary>
internal static class QueryNetParameters
{
    /// <summary>Writes the numbers that do not meet the document's vector.</summary>
    public static void WriteHead(QueryNetCrossing layer, QueryNetwork network, Utf8JsonWriter writer)
    {
        writer.WriteNumber("base"u8, Finite(network.Base + (double)(layer.Prior?.Bias ?? 0)));
        writer.WriteNumber("scale"u8, layer.Prior?.Scale ?? 0);
        WriteNumbers("offsets", network.Offsets.Span, 1, writer);
        WriteNumbers("gates", network.Gates.Span, 1, writer);
    }

    /// <summary>Writes a list of numbers.</summary>
    public static void WriteNumbers(string name, ReadOnlySpan<float> values, double scale, Utf8JsonWriter writer)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteNumberValue(Finite(value * scale));
        }

        writer.WriteEndArray();
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
