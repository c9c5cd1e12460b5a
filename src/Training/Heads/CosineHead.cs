using TwinBert.Model.Crossing;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Heads;

/// <summary>The head of the retrieval version: p = σ(a·cos(q, d) + c). What is served is the cosine; the two numbers calibrate it.</summary>
internal sealed class CosineHead : CrossingHead
{
    private readonly CosineLogit _logit;

    /// <summary>Makes the head.</summary>
    public CosineHead(ParameterSet parameters, HeadShape shape)
        : base(shape) => _logit = new(parameters, Name);

    /// <inheritdoc/>
    public override string Name => CosineCrossing.LayerName;

    /// <inheritdoc/>
    public override CosineLogit Prior => _logit;

    /// <inheritdoc/>
    public override Tensor Similarities(Tensor queries, Tensor documents) => CosineLogit.Cosine(queries, documents.unsqueeze(0));

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor queries, Tensor documents) => _logit.Forward(queries, documents);
}
