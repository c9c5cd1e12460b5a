using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>A word is the sum of its trigrams' vectors, plus its position's; row 0 is padding and adds nothing. No normalisation.</summary>
internal sealed class TriLetterEmbedding : InputEmbedding
{
    private const double InitialDeviation = 0.05;
    private readonly Parameter _trigrams;
    private readonly Parameter _positions;

    /// <summary>Makes random tables.</summary>
    public TriLetterEmbedding(ParameterSet parameters, string prefix, TrunkShape shape)
    {
        _trigrams = parameters.Normal(prefix + "embeddings.tri_letter.weight", InitialDeviation, shape.VocabularySize, shape.HiddenSize);
        _positions = parameters.Normal(prefix + "embeddings.position_embeddings.weight", InitialDeviation, shape.MaxPositions, shape.HiddenSize);
        using var untracked = no_grad();
        _trigrams[0].zero_();
    }

    /// <inheritdoc/>
    public override Tensor Forward(TokenBatch batch)
    {
        // Padding adds nothing, whatever training has made of its row.
        var letters = Rows(_trigrams, batch.Ids);
        return (letters * batch.Ids.ne(0).unsqueeze(-1)).sum(2) + First(_positions, batch.Ids.shape[1]);
    }
}
