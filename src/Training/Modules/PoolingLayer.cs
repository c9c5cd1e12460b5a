using TwinBert.Model.Packaging;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>The vectors of a text's tokens to one. A text without tokens gives zeros.</summary>
internal sealed class PoolingLayer
{
    private const float Hidden = -30_000;
    private readonly Pooling _kind;
    private readonly DenseLayer? _weights;

    /// <summary>Makes the layer; weighted pooling starts near the mean.</summary>
    public PoolingLayer(ParameterSet parameters, ForwardMode mode, string prefix, Pooling kind, int hidden)
    {
        _kind = kind;
        _weights = kind == Pooling.Weighted ? new(parameters, mode, prefix + "pooler", hidden, 1) : null;
    }

    /// <summary>[batch, tokens, hidden] to [batch, hidden].</summary>
    public Tensor Forward(Tensor hidden, Tensor mask) => _kind switch
    {
        Pooling.Cls => hidden.select(1, 0),
        Pooling.Mean => matmul(mask.unsqueeze(1), hidden).squeeze(1) / mask.sum(1, keepdim: true).clamp_min(1),
        _ => matmul(Shares(hidden, mask).unsqueeze(1), hidden).squeeze(1),
    };

    private Tensor Shares(Tensor hidden, Tensor mask) =>
        nn.functional.softmax(_weights!.Forward(hidden).squeeze(-1).to(ScalarType.Float32) + ((1 - mask) * Hidden), 1) * mask;
}
