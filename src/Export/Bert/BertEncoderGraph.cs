using Onnx;
using TwinBert.Export.Graphs;
using TwinBert.Model.Packaging;
using ElementType = Onnx.TensorProto.Types.DataType;

namespace TwinBert.Export.Bert;

/// <summary>
/// The graph of an encoder. Inputs: <c>input_ids</c> and <c>attention_mask</c>, both int32 [batch, tokens], padding at the end. Output:
/// <c>embedding</c>, float [batch, dimensions], of length 1.
/// </summary>
internal static class BertEncoderGraph
{
    public static GraphBuilder Build(BertWeights weights, BertConfig config, IPrecision precision)
    {
        var graph = new GraphBuilder("encoder");
        var ids = graph.Input("input_ids", ElementType.Int32, "batch", "tokens");
        var mask = graph.Input("attention_mask", ElementType.Int32, "batch", "tokens");
        var lengths = graph.Node(new("ReduceSum"), "lengths", [mask, graph.Constant<long>("token_axis", [1], 1)], Attributes.Of("keepdims", 0));
        var hidden = precision.Embed(graph, ids, weights, config);
        for (var i = 0; i < config.Layers; i++)
        {
            hidden = Layer(graph, $"layer{i}", hidden, lengths, weights.Layers[i], config, precision);
        }

        var pooled = config.Pooling == Pooling.Cls ? First(graph, hidden) : Sum(graph, hidden, mask);
        graph.Node(new("LpNormalization"), "normalise", [pooled], ["embedding"], Attributes.Of("axis", 1), Attributes.Of("p", 2));
        graph.Output("embedding", ElementType.Float, "batch", $"{config.HiddenSize}");
        return graph;
    }

    private static string Layer(GraphBuilder graph, string name, string input, string lengths, BertLayer layer, BertConfig config, IPrecision precision)
    {
        var heads = precision.Attend(graph, name + ".attention", input, lengths, layer.QueryKeyValue, config.Heads);
        var attended = precision.Multiply(graph, name + ".attention.output", heads, layer.AttentionOutput);
        var middle = AddAndNormalise(graph, name + ".attention.norm", attended, input, layer.AttentionOutput, layer.AttentionNorm, config);
        var up = precision.Multiply(graph, name + ".up", middle, layer.Up);
        var bias = graph.Constant<float>(name + ".up.bias", layer.Up.Bias, layer.Up.Outputs);
        var active = graph.Node(Operator.Fused("BiasGelu"), name + ".gelu", [up, bias]);
        var down = precision.Multiply(graph, name + ".down", active, layer.Down);
        return AddAndNormalise(graph, name + ".norm", down, middle, layer.Down, layer.OutputNorm, config);
    }

    private static string AddAndNormalise(GraphBuilder graph, string name, string input, string skipped, Linear linear, LayerNorm norm, BertConfig config)
    {
        var scale = graph.Constant<float>(name + ".scale", norm.Scale, config.HiddenSize);
        var shift = graph.Constant<float>(name + ".shift", norm.Shift, config.HiddenSize);
        var bias = graph.Constant<float>(name + ".bias", linear.Bias, config.HiddenSize);
        return graph.Node(Operator.Fused("SkipLayerNormalization"), name, [input, skipped, scale, shift, bias], Attributes.Of("epsilon", config.LayerNormEpsilon));
    }

    private static string First(GraphBuilder graph, string hidden) =>
        graph.Node(new("Gather"), "first", [hidden, graph.Scalar("first_index", 0L)], Attributes.Of("axis", 1));

    /// <summary>The sum over the real tokens: the mean but for a factor, which the normalisation removes.</summary>
    private static string Sum(GraphBuilder graph, string hidden, string mask)
    {
        var weights = graph.Node(new("Cast"), "mask_floats", [mask], Attributes.Of("to", (long)ElementType.Float));
        var axis = graph.Constant<long>("row_axis", [1], 1);
        var row = graph.Node(new("Unsqueeze"), "mask_row", [weights, axis]);
        var sum = graph.Node(new("MatMul"), "sum", [row, hidden]);
        return graph.Node(new("Squeeze"), "sum_vector", [sum, axis]);
    }
}
