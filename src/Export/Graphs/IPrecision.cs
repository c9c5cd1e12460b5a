using TwinBert.Export.Bert;

namespace TwinBert.Export.Graphs;

/// <summary>How the parts of an encoder with large weights are built: the rest of the graph is the same for every precision.</summary>
internal interface IPrecision
{
    /// <summary>The sum of word and position vectors, normalised.</summary>
    string Embed(GraphBuilder graph, string ids, BertWeights weights, BertConfig config);

    /// <summary>The sums of the rows of a table that each token names: ids [batch, tokens, ids per token] to [batch, tokens, hidden].</summary>
    string SumRows(GraphBuilder graph, string name, string ids, ReadOnlySpan<float> table, BertConfig config);

    /// <summary>Self-attention, from the layer's input to the heads' outputs side by side.</summary>
    string Attend(GraphBuilder graph, string name, string input, string lengths, Linear projection, int heads);

    /// <summary>input × weight, without the bias, which the next node adds.</summary>
    string Multiply(GraphBuilder graph, string name, string input, Linear linear);
}
