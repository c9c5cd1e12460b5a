using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>Text to embedding: a trunk, which may be the other tower's too, pooling, and the downscale v ← tanh(W v + b).</summary>
internal sealed class Tower
{
    private const double InitialDeviation = 0.05;
    private readonly Trunk _trunk;
    private readonly PoolingLayer _pooling;

    /// <summary>Makes a tower on a trunk.</summary>
    public Tower(ParameterSet parameters, ForwardMode mode, string prefix, TowerShape shape, Trunk trunk)
    {
        _trunk = trunk;
        _pooling = new(parameters, mode, prefix, shape.Pooling, shape.Trunk.HiddenSize);
        Downscale = new(parameters, mode, prefix + "downscale", shape.Trunk.HiddenSize, shape.Dimensions, InitialDeviation);
    }

    /// <summary>The dense layer of the downscale.</summary>
    public DenseLayer Downscale { get; }

    /// <summary>The pooled vectors, before the downscale: [batch, hidden].</summary>
    public Tensor Pool(TokenBatch batch) => _pooling.Forward(_trunk.Forward(batch), batch.Mask);

    /// <summary>Pooled vectors to embeddings, each component in [−1, 1]: [batch, dimensions].</summary>
    public Tensor Embed(Tensor pooled) => Downscale.Forward(pooled).to(ScalarType.Float32).tanh();

    /// <summary>Texts to embeddings: [batch, dimensions].</summary>
    public Tensor Forward(TokenBatch batch) => Embed(Pool(batch));
}
