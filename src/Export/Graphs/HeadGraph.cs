using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using ElementType = Onnx.TensorProto.Types.DataType;

namespace TwinBert.Export.Graphs;

/// <summary>The end of an encoder's graph: the tokens' vectors to one, and that to the embedding. All in floats: it is a small part of the work.</summary>
internal sealed class HeadGraph(GraphBuilder graph, BertConfig config, EncoderHead head)
{
    private const string Output = "embedding";

    // What padding's scores are lowered by before the softmax: e to the power of it is 0 in floats, whatever the scores of the others.
    private const float Hidden = 30_000;

    /// <summary>Gives the embedding.</summary>
    /// <param name="hidden">float [batch, tokens, hidden].</param>
    /// <param name="mask">int32 [batch, tokens]: 1 for a real token.</param>
    /// <param name="lengths">int32 [batch]: the real tokens.</param>
    public void Embed(string hidden, string mask, string lengths)
    {
        var pooled = config.Pooling switch
        {
            Pooling.Cls => graph.Node(new("Gather"), "first", [hidden, graph.Scalar("first_index", 0L)], Attributes.Of("axis", 1)),
            Pooling.Weighted => Sum(hidden, Shares(hidden, Floats(mask, "mask_floats"))),
            _ => Sum(hidden, Floats(mask, "mask_floats")),
        };
        if (head.Downscale is not { } downscale)
        {
            graph.Node(new("LpNormalization"), "normalise", [pooled], [Output], Attributes.Of("axis", 1), Attributes.Of("p", 2));
            return;
        }

        pooled = config.Pooling == Pooling.Mean ? Divided(pooled, lengths) : pooled;
        var weight = graph.Constant<float>("downscale.weight", downscale.Weight, downscale.Inputs, downscale.Outputs);
        var bias = graph.Constant<float>("downscale.bias", downscale.Bias, downscale.Outputs);
        var lowered = graph.Node(new("Gemm"), "downscale", [pooled, weight, bias]);
        graph.Node(new("Tanh"), "bound", [lowered], [Output]);
    }

    private string Floats(string integers, string name) => graph.Node(new("Cast"), name, [integers], Attributes.Of("to", (long)ElementType.Float));

    /// <summary>
    /// The tokens' vectors by shares: [batch, hidden]. With the mask for shares it is the sum over the real tokens: the mean but for a factor.
    /// </summary>
    private string Sum(string hidden, string shares)
    {
        var axis = graph.Constant<long>("row_axis", [1], 1);
        var row = graph.Node(new("Unsqueeze"), "share_row", [shares, axis]);
        var sum = graph.Node(new("MatMul"), "sum", [row, hidden]);
        return graph.Node(new("Squeeze"), "sum_vector", [sum, axis]);
    }

    /// <summary>
    /// Softmax over the real tokens; zeros where there are none. The pooler's bias is left out: it moves all scores alike, which a softmax does not see.
    /// </summary>
    private string Shares(string hidden, string mask)
    {
        var weight = graph.Constant<float>("pooler.weight", head.Pooler!.Weight, config.HiddenSize, 1);
        var column = graph.Node(new("MatMul"), "pooler_column", [hidden, weight]);
        var scores = graph.Node(new("Squeeze"), "pooler_scores", [column, graph.Constant<long>("score_axis", [2], 1)]);
        var gap = graph.Node(
            new("Mul"),
            "mask_gap",
            [graph.Node(new("Sub"), "mask_inverse", [mask, graph.Scalar("one", 1f)]), graph.Scalar("hidden_by", Hidden)]);
        var shares = graph.Node(new("Softmax"), "pooler_softmax", [graph.Node(new("Add"), "pooler_masked", [scores, gap])], Attributes.Of("axis", 1));
        return graph.Node(new("Mul"), "pooler_shares", [shares, mask]);
    }

    private string Divided(string sum, string lengths)
    {
        var column = graph.Node(new("Unsqueeze"), "length_column", [Floats(lengths, "length_floats"), graph.Constant<long>("length_axis", [1], 1)]);
        var counts = graph.Node(new("Max"), "token_counts", [column, graph.Scalar("least_count", 1f)]);
        return graph.Node(new("Div"), "mean", [sum, counts]);
    }
}
