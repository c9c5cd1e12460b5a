using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Heads;

/// <summary>
/// A small network of the query's own over the document: h_k = relu(u_k(q)·d + c_k(q)), logit = b(q) + Σ_k a_k(q) h_k, and the prior a·cos(q, d) + c
/// more. Beside a prior the gates a_k start at zero, so that the head begins as the cosine.
/// </summary>
internal sealed class QueryNetHead : CrossingHead
{
    private const double InitialDeviation = 0.05;
    private readonly DenseLayer _units;
    private readonly DenseLayer _offsets;
    private readonly DenseLayer _gates;
    private readonly DenseLayer _base;

    /// <summary>Makes the head.</summary>
    public QueryNetHead(ParameterSet parameters, HeadShape shape)
        : base(shape)
    {
        var mode = new ForwardMode();
        var correction = shape.HasPrior ? 0 : InitialDeviation;
        _units = new(parameters, mode, Name + ".units", shape.Dimensions, shape.Units * shape.Dimensions, InitialDeviation);
        _offsets = new(parameters, mode, Name + ".offsets", shape.Dimensions, shape.Units, InitialDeviation);
        _gates = new(parameters, mode, Name + ".gates", shape.Dimensions, shape.Units, correction);
        _base = new(parameters, mode, Name + ".base", shape.Dimensions, 1, correction);
        Prior = shape.HasPrior ? new(parameters, Name + ".prior") : null;
    }

    /// <inheritdoc/>
    public override CosineLogit? Prior { get; }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor queries, Tensor documents)
    {
        var units = _units.Forward(queries).view(queries.shape[0], Shape.Units, Shape.Dimensions);
        var hidden = (matmul(documents, units.transpose(1, 2)) + _offsets.Forward(queries).unsqueeze(1)).relu();
        var logits = matmul(hidden, _gates.Forward(queries).unsqueeze(-1)).squeeze(-1) + _base.Forward(queries);
        return Prior is null ? logits : logits + Prior.Forward(queries, documents);
    }
}
