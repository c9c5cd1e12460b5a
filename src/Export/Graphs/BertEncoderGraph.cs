using Onnx;
using TwinBert.Export.Bert;
using ElementType = Onnx.TensorProto.Types.DataType;

namespace TwinBert.Export.Graphs;

/// <summary>
/// The graph of an encoder. Inputs: <c>input_ids</c>, int32 [batch, tokens], or [batch, tokens, ids per token] where a token is the sum of several;
/// <c>attention_mask</c>, int32 [batch, tokens], padding at the end. Output: <c>embedding</c>, float [batch, dimensions]. A text of nothing but padding has a
/// finite embedding.
/// </summary>
internal static class BertEncoderGraph
{
    public static GraphBuilder Build(BertWeights weights, BertConfig config, IPrecision precision)
    {
        var graph = new GraphBuilder("encoder");
        var ids = graph.Input("input_ids", ElementType.Int32, config.Width == 1 ? ["batch", "tokens"] : ["batch", "tokens", $"{config.Width}"]);
        var mask = graph.Input("attention_mask", ElementType.Int32, "batch", "tokens");
        var lengths = graph.Node(new("ReduceSum"), "lengths", [mask, graph.Constant<long>("token_axis", [1], 1)], Attributes.Of("keepdims", 0));
        var hidden = config.Input == EncoderInput.TriLetter ? Words(graph, ids, weights, config, precision) : precision.Embed(graph, ids, weights, config);
        for (var i = 0; i < config.Layers; i++)
        {
            hidden = Layer(graph, $"layer{i}", hidden, lengths, weights.Layers[i], config, precision);
        }

        new HeadGraph(graph, config, weights.Head).Embed(hidden, mask, lengths);
        graph.Output("embedding", ElementType.Float, "batch", $"{config.Dimensions}");
        return graph;
    }

    private static string Words(GraphBuilder graph, string ids, BertWeights weights, BertConfig config, IPrecision precision)
    {
        var words = precision.SumRows(graph, "words", ids, weights.Words, config);
        return graph.Node(new("Add"), "embed", [words, PositionVectors.First(graph, ids, weights, config)]);
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
        return graph.Node(
            Operator.Fused("SkipLayerNormalization"),
            name,
            [input, skipped, scale, shift, bias],
            Attributes.Of("epsilon", config.LayerNormEpsilon));
    }
}
