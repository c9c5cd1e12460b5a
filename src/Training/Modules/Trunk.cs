using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>Embedding and transformer layers: token ids to one vector per token. The parameters bear Hugging Face's names.</summary>
internal sealed class Trunk
{
    private readonly InputEmbedding _embedding;
    private readonly TransformerLayer[] _layers;
    private readonly ForwardMode _mode;

    /// <summary>Makes a trunk with random weights.</summary>
    /// <param name="parameters">Receives its parameters.</param>
    /// <param name="mode">How it computes.</param>
    /// <param name="prefix">What stands before its parameters' names.</param>
    /// <param name="shape">Its shape.</param>
    public Trunk(ParameterSet parameters, ForwardMode mode, string prefix, TrunkShape shape)
    {
        _mode = mode;
        _embedding = InputEmbedding.Of(parameters, prefix, shape);
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(i => new TransformerLayer(parameters, mode, $"{prefix}encoder.layer.{i}", shape))];
    }

    /// <summary>[batch, tokens, hidden], <c>float32</c>.</summary>
    public Tensor Forward(TokenBatch batch)
    {
        var x = _embedding.Forward(batch);
        if (_mode.Dropout > 0)
        {
            x = nn.functional.dropout(x, _mode.Dropout, training: true);
        }

        return _layers.Aggregate(x, (input, layer) => layer.Forward(input, batch.Bias));
    }
}
