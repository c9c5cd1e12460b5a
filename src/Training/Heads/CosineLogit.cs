using TorchSharp.Modules;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Heads;

/// <summary>What the cosine alone says, as a logit: a·cos(q, d) + c.</summary>
internal sealed class CosineLogit
{
    private const float InitialScale = 8;

    // A cosine of one half starts undecided: encoders that know nothing of the domain yet put most documents below it.
    private const float InitialBias = -4;

    private readonly Parameter _scale;
    private readonly Parameter _bias;

    /// <summary>Adds both numbers.</summary>
    /// <param name="parameters">Receives them.</param>
    /// <param name="name">What stands before <c>.scale</c> and <c>.bias</c>.</param>
    public CosineLogit(ParameterSet parameters, string name) =>
        (_scale, _bias) = (parameters.Constant(name + ".scale", InitialScale, 1), parameters.Constant(name + ".bias", InitialBias, 1));

    /// <summary>The logits: [queries, documents].</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[queries or 1, documents, D].</param>
    public Tensor Forward(Tensor queries, Tensor documents) => (_scale * Cosine(queries, documents)) + _bias;

    /// <summary>The cosines: [queries, documents]; 0 where a vector has no direction.</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[queries or 1, documents, D].</param>
    public static Tensor Cosine(Tensor queries, Tensor documents) =>
        matmul(nn.functional.normalize(documents, dim: -1), nn.functional.normalize(queries, dim: -1).unsqueeze(-1)).squeeze(-1);

    /// <summary>Takes over the numbers of another.</summary>
    public void CopyFrom(CosineLogit other)
    {
        using var untracked = no_grad();
        _scale.copy_(other._scale);
        _bias.copy_(other._bias);
    }
}
