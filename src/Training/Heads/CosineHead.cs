using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Heads;

/// <summary>The head of the retrieval version: p = σ(a·cos(q, d) + c). What is served is the cosine; the two numbers calibrate it.</summary>
internal sealed class CosineHead : CrossingHead
{
    /// <summary>Makes the head.</summary>
    public CosineHead(ParameterSet parameters, HeadShape shape)
        : base(shape) => Prior = new(parameters, Name);

    /// <inheritdoc/>
    public override CosineLogit Prior { get; }

    /// <inheritdoc/>
    public override Tensor Similarities(Tensor queries, Tensor documents) => CosineLogit.Cosine(queries, documents.unsqueeze(0));

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor queries, Tensor documents) => Prior.Forward(queries, documents);
}
