using TwinBert.Export.Bert;

namespace TwinBert.Export.Graphs;

/// <summary>The position vectors in a graph.</summary>
internal static class PositionVectors
{
    /// <summary>Those of the tokens that there are: [tokens, hidden].</summary>
    public static string First(GraphBuilder graph, string ids, BertWeights weights, BertConfig config)
    {
        var positions = graph.Constant<float>("positions", weights.Positions, config.MaxTokens, config.HiddenSize);
        var length = graph.Node(new("Shape"), "length", [ids], Attributes.Of("start", 1L), Attributes.Of("end", 2L));
        var zero = graph.Constant<long>("zero", [0], 1);
        return graph.Node(new("Slice"), "position_vectors", [positions, zero, length, zero]);
    }
}
