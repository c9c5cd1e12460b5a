using TwinBert.Export.Bert;
using TwinBert.Export.Quantisation;
using ElementType = Onnx.TensorProto.Types.DataType;

namespace TwinBert.Export.Graphs;

/// <summary>
/// Large weights as signed bytes with a scale per output channel, or per row of the embedding table; activations are quantised as they come,
/// with one scale per tensor. Weights use seven bits: processors without VNNI add two products in sixteen bits, which 255 × 127 × 2 would
/// overflow and 255 × 63 × 2 does not.
/// </summary>
/// <param name="peaks">The largest activations, which say where outliers have to be scaled down.</param>
internal sealed class Int8Precision(ActivationPeaks peaks) : IPrecision
{
    private const int LargestWeight = 63;
    private const int LargestWord = sbyte.MaxValue;

    public string Embed(GraphBuilder graph, string ids, BertWeights weights, BertConfig config)
    {
        var words = QuantisedMatrix.ByRow(weights.Words, config.VocabularySize, LargestWord);
        var table = graph.Constant<sbyte>("words", words.Values, config.VocabularySize, config.HiddenSize);
        var scales = graph.Constant<float>("words.scales", words.Scales, config.VocabularySize, 1);
        var rows = graph.Node(new("Cast"), "word_rows", [graph.Node(new("Gather"), "word_bytes", [table, ids])], Attributes.Of("to", (long)ElementType.Float));
        var vectors = graph.Node(new("Mul"), "word_vectors", [rows, graph.Node(new("Gather"), "word_scales", [scales, ids])]);

        var scale = graph.Constant<float>("embedding_norm.scale", weights.EmbeddingNorm!.Scale, config.HiddenSize);
        var shift = graph.Constant<float>("embedding_norm.shift", weights.EmbeddingNorm.Shift, config.HiddenSize);
        return graph.Node(
            Operator.Fused("SkipLayerNormalization"),
            "embed",
            [vectors, PositionVectors.First(graph, ids, weights, config), scale, shift],
            Attributes.Of("epsilon", config.LayerNormEpsilon));
    }

    /// <summary>The products with the rows' scales and their sum are one multiplication, [1, ids] × [ids, hidden] for each token.</summary>
    public string SumRows(GraphBuilder graph, string name, string ids, ReadOnlySpan<float> table, BertConfig config)
    {
        var matrix = QuantisedMatrix.ByRow(table, config.VocabularySize, LargestWord);
        var values = graph.Constant<sbyte>(name + ".table", matrix.Values, config.VocabularySize, config.HiddenSize);
        var scales = graph.Constant<float>(name + ".scales", matrix.Scales, config.VocabularySize);
        var axis = graph.Constant<long>(name + ".axis", [2], 1);
        var rows = graph.Node(
            new("Cast"),
            name + ".rows",
            [graph.Node(new("Gather"), name + ".bytes", [values, ids])],
            Attributes.Of("to", (long)ElementType.Float));
        var factors = graph.Node(new("Unsqueeze"), name + ".factors", [graph.Node(new("Gather"), name + ".row_scales", [scales, ids]), axis]);
        return graph.Node(new("Squeeze"), name, [graph.Node(new("MatMul"), name + ".sums", [factors, rows]), axis]);
    }

    public string Attend(GraphBuilder graph, string name, string input, string lengths, Linear projection, int heads)
    {
        (input, projection) = Smooth(graph, name, input, projection);
        graph.Node(new("DynamicQuantizeLinear"), name + ".input", [input], [name + ".bytes", name + ".scale", name + ".zero"]);
        var (weight, scales) = Weight(graph, name, projection);
        var bias = graph.Constant<float>(name + ".bias", projection.Bias, projection.Outputs);
        var zeros = graph.Constant<sbyte>(name + ".zeros", new sbyte[projection.Outputs], projection.Outputs);
        return graph.Node(
            Operator.Fused("QAttention"),
            name,
            [name + ".bytes", weight, bias, name + ".scale", scales, lengths, name + ".zero", zeros],
            Attributes.Of("num_heads", heads));
    }

    public string Multiply(GraphBuilder graph, string name, string input, Linear linear)
    {
        (input, linear) = Smooth(graph, name, input, linear);
        var (weight, scales) = Weight(graph, name, linear);
        return graph.Node(Operator.Fused("DynamicQuantizeMatMul"), name, [input, weight, scales]);
    }

    private static (string Weight, string Scales) Weight(GraphBuilder graph, string name, Linear linear)
    {
        var matrix = QuantisedMatrix.ByColumn(linear.Weight, linear.Outputs, LargestWeight);
        return (
            graph.Constant<sbyte>(name + ".weight", matrix.Values, linear.Inputs, linear.Outputs),
            graph.Constant<float>(name + ".scales", matrix.Scales, linear.Outputs));
    }

    private (string Input, Linear Linear) Smooth(GraphBuilder graph, string name, string input, Linear linear)
    {
        var smoothing = OutlierSmoothing.Of(peaks[name], linear);
        return smoothing is null ? (input, linear)
            : (graph.Node(new("Mul"), name + ".smooth", [input, graph.Constant<float>(name + ".factors", smoothing.Factors, linear.Inputs)]), smoothing.Linear);
    }
}
