using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>The sum of a piece's, its position's and its segment's vectors, normalised.</summary>
internal sealed class WordPieceEmbedding : InputEmbedding
{
    /// <summary>The name of the word table, which training may leave as it is.</summary>
    public const string Words = "embeddings.word_embeddings.weight";

    private const double InitialDeviation = 0.02;
    private readonly Parameter _words;
    private readonly Parameter _positions;
    private readonly Parameter _segments;
    private readonly NormLayer _norm;

    /// <summary>Makes random tables.</summary>
    public WordPieceEmbedding(ParameterSet parameters, string prefix, TrunkShape shape)
    {
        _words = parameters.Normal(prefix + Words, InitialDeviation, shape.VocabularySize, shape.HiddenSize);
        _positions = parameters.Normal(prefix + "embeddings.position_embeddings.weight", InitialDeviation, shape.MaxPositions, shape.HiddenSize);
        _segments = parameters.Normal(prefix + "embeddings.token_type_embeddings.weight", InitialDeviation, shape.Segments, shape.HiddenSize);
        _norm = new(parameters, prefix + "embeddings.LayerNorm", shape.HiddenSize, shape.LayerNormEpsilon);
    }

    /// <inheritdoc/>
    public override Tensor Forward(TokenBatch batch)
    {
        var segments = batch.Segments is null ? _segments[0] : Rows(_segments, batch.Segments);
        return _norm.Forward(Rows(_words, batch.Ids) + First(_positions, batch.Ids.shape[1]) + segments);
    }
}
