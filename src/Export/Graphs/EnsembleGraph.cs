using Onnx;
using ElementType = Onnx.TensorProto.Types.DataType;

namespace TwinBert.Export.Graphs;

/// <summary>
/// Several encoders in one graph: they read the same tokens, and their embeddings, side by side, are projected. Inputs and output are those of
/// <see cref="BertEncoderGraph"/>, each component within [−1, 1].
/// </summary>
internal static class EnsembleGraph
{
    /// <summary>The tensor of the projection.</summary>
    public const string Projection = "projection";

    private const string Name = "ensemble";
    private const string Embedding = "embedding";

    // A component's deviation, as towers have it that were trained: bytes are well filled, and one component in 16,000 is cut.
    private const double Deviation = 0.25;

    /// <summary>Whether a graph is one of these.</summary>
    public static bool IsOne(GraphProto graph) => graph.Name == Name;

    /// <summary>Joins them.</summary>
    /// <param name="ensemble">The encoders, whose shapes fit.</param>
    public static GraphBuilder Build(EncoderEnsemble ensemble)
    {
        var graph = new GraphBuilder(Name);
        string[] inputs = [graph.Input("input_ids", ElementType.Int32, "batch", "tokens"), graph.Input("attention_mask", ElementType.Int32, "batch", "tokens")];
        foreach (var (part, file) in ensemble.Files.Index())
        {
            graph.Append(ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph, PrefixOf(part), inputs);
        }

        string[] embeddings = [.. ensemble.Files.Select((_, part) => PrefixOf(part) + Embedding)];
        var joined = graph.Node(new("Concat"), "joined", embeddings, Attributes.Of("axis", 1));
        var components = ensemble.Projection.Count / ensemble.Dimensions;
        var projection = graph.Constant<float>(Projection, ensemble.Projection.ToArray(), components, ensemble.Dimensions);
        var projected = graph.Node(new("MatMul"), "projected", [joined, projection]);
        var unit = graph.Node(new("LpNormalization"), "unit", [projected], Attributes.Of("axis", 1), Attributes.Of("p", 2));
        var filling = graph.Node(new("Mul"), "filling", [unit, graph.Scalar("scale", (float)(Deviation * Math.Sqrt(ensemble.Dimensions)))]);
        graph.Node(new("Clip"), "bound", [filling, graph.Scalar("least", -1f), graph.Scalar("most", 1f)], [Embedding]);
        graph.Output(Embedding, ElementType.Float, "batch", $"{ensemble.Dimensions}");
        return graph;
    }

    private static string PrefixOf(int part) => $"{part}/";
}
