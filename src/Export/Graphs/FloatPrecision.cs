using TwinBert.Export.Bert;

namespace TwinBert.Export.Graphs;

/// <summary>All weights as floats.</summary>
internal sealed class FloatPrecision : IPrecision
{
    public string Embed(GraphBuilder graph, string ids, BertWeights weights, BertConfig config)
    {
        var words = graph.Constant<float>("words", weights.Words, config.VocabularySize, config.HiddenSize);
        var positions = graph.Constant<float>("positions", weights.Positions, config.MaxTokens, config.HiddenSize);
        var scale = graph.Constant<float>("embedding_norm.scale", weights.EmbeddingNorm!.Scale, config.HiddenSize);
        var shift = graph.Constant<float>("embedding_norm.shift", weights.EmbeddingNorm.Shift, config.HiddenSize);
        graph.Node(
            Operator.Fused("EmbedLayerNormalization"),
            "embed",
            [ids, "", words, positions, "", scale, shift],
            ["embed", ""],
            Attributes.Of("epsilon", config.LayerNormEpsilon));
        return "embed";
    }

    public string SumRows(GraphBuilder graph, string name, string ids, ReadOnlySpan<float> table, BertConfig config)
    {
        var rows = graph.Node(new("Gather"), name + ".rows", [graph.Constant<float>(name + ".table", table, config.VocabularySize, config.HiddenSize), ids]);
        return graph.Node(new("ReduceSum"), name, [rows, graph.Constant<long>(name + ".axis", [2], 1)], Attributes.Of("keepdims", 0));
    }

    public string Attend(GraphBuilder graph, string name, string input, string lengths, Linear projection, int heads)
    {
        var weight = graph.Constant<float>(name + ".weight", projection.Weight, projection.Inputs, projection.Outputs);
        var bias = graph.Constant<float>(name + ".bias", projection.Bias, projection.Outputs);
        return graph.Node(Operator.Fused("Attention"), name, [input, weight, bias, lengths], Attributes.Of("num_heads", heads));
    }

    public string Multiply(GraphBuilder graph, string name, string input, Linear linear) =>
        graph.Node(new("MatMul"), name, [input, graph.Constant<float>(name + ".weight", linear.Weight, linear.Inputs, linear.Outputs)]);
}
