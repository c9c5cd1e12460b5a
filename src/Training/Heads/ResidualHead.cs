using TwinBert.Model.Crossing;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Heads;

/// <summary>
/// The head of the relevance version: x = max(q, d) or [q; d]; y = relu(W₂ relu(W₁x + b₁) + b₂ + x); logit = w·y + b, and the prior a·cos(q, d) + c more.
/// Beside a prior w starts at zero, so that the head begins as the cosine.
/// </summary>
internal sealed class ResidualHead : CrossingHead
{
    private const double InitialDeviation = 0.05;
    private readonly DenseLayer _inner1;
    private readonly DenseLayer _inner2;
    private readonly DenseLayer _output;

    /// <summary>Makes the head.</summary>
    public ResidualHead(ParameterSet parameters, HeadShape shape)
        : base(shape)
    {
        var joined = shape.Combiner == Combiner.Max ? shape.Dimensions : 2 * shape.Dimensions;
        var mode = new ForwardMode();
        _inner1 = new(parameters, mode, Name + ".inner1", joined, shape.InnerSize, InitialDeviation);
        _inner2 = new(parameters, mode, Name + ".inner2", shape.InnerSize, joined, InitialDeviation);
        _output = new(parameters, mode, Name + ".output", joined, 1, shape.HasPrior ? 0 : InitialDeviation);
        Prior = shape.HasPrior ? new(parameters, Name + ".prior") : null;
    }

    /// <inheritdoc/>
    public override CosineLogit? Prior { get; }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor queries, Tensor documents)
    {
        var x = Join(queries.unsqueeze(1), documents);
        var y = (_inner2.Forward(_inner1.Forward(x).relu()) + x).relu();
        var logits = _output.Forward(y).squeeze(-1);
        return Prior is null ? logits : logits + Prior.Forward(queries, documents);
    }

    private Tensor Join(Tensor queries, Tensor documents)
    {
        if (Shape.Combiner == Combiner.Max)
        {
            return maximum(queries, documents);
        }

        long[] shape = [queries.shape[0], documents.shape[1], Shape.Dimensions];
        return cat([queries.expand(shape), documents.expand(shape)], -1);
    }
}
