using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>One post-norm transformer layer of a BERT: attention, then the feed-forward part, each added to its input and normalised.</summary>
internal sealed class TransformerLayer
{
    private readonly ForwardMode _mode;
    private readonly int _heads;
    private readonly DenseLayer _query;
    private readonly DenseLayer _key;
    private readonly DenseLayer _value;
    private readonly DenseLayer _attention;
    private readonly NormLayer _attentionNorm;
    private readonly DenseLayer _up;
    private readonly DenseLayer _down;
    private readonly NormLayer _norm;

    /// <summary>Makes a layer with random weights.</summary>
    public TransformerLayer(ParameterSet parameters, ForwardMode mode, string name, TrunkShape shape)
    {
        _mode = mode;
        _heads = shape.Heads;
        var hidden = shape.HiddenSize;
        _query = new(parameters, mode, name + ".attention.self.query", hidden, hidden);
        _key = new(parameters, mode, name + ".attention.self.key", hidden, hidden);
        _value = new(parameters, mode, name + ".attention.self.value", hidden, hidden);
        _attention = new(parameters, mode, name + ".attention.output.dense", hidden, hidden);
        _attentionNorm = new(parameters, name + ".attention.output.LayerNorm", hidden, shape.LayerNormEpsilon);
        _up = new(parameters, mode, name + ".intermediate.dense", hidden, shape.IntermediateSize);
        _down = new(parameters, mode, name + ".output.dense", shape.IntermediateSize, hidden);
        _norm = new(parameters, name + ".output.LayerNorm", hidden, shape.LayerNormEpsilon);
    }

    /// <summary>[batch, tokens, hidden] to the same.</summary>
    /// <param name="x">The tokens' vectors.</param>
    /// <param name="bias">[batch, 1, 1, tokens]: 0 for a real token, very negative for padding.</param>
    public Tensor Forward(Tensor x, Tensor bias)
    {
        var (batch, tokens, hidden) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = DenseLayer.Together(_mode, x, _query, _key, _value).view(batch, tokens, 3, _heads, hidden / _heads).permute(2, 0, 3, 1, 4);
        var heads = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], bias.to(_mode.Matrices));
        var attended = _attention.Forward(heads.transpose(1, 2).reshape(batch, tokens, hidden));
        var middle = _attentionNorm.Forward(x + Dropped(attended.to(ScalarType.Float32)));
        var fed = _down.Forward(nn.functional.gelu(_up.Forward(middle)));
        return _norm.Forward(middle + Dropped(fed.to(ScalarType.Float32)));
    }

    private Tensor Dropped(Tensor x) => _mode.Dropout > 0 ? nn.functional.dropout(x, _mode.Dropout, training: true) : x;
}
