using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.Training.Modules;

/// <summary>
/// The shape of the transformer that both towers are built on, and a cross-encoder too. <see cref="BertConfig"/> describes a whole encoder with pooling,
/// downscale
/// and the longest text; this is what all have in common, as the <c>config.json</c> of a run has it.
/// </summary>
internal sealed record TrunkShape
{
    /// <summary>What the input is.</summary>
    public required EncoderInput Input { get; init; }

    /// <summary>The ids of one token.</summary>
    public int TokenWidth => Input == EncoderInput.TriLetter ? TriLetterTokenizer.TrigramsPerWord : 1;

    /// <summary>The rows of the embedding table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The length of a token's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The number of transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The number of attention heads, which divides <see cref="HiddenSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>The width of the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of position vectors: the most tokens of a text.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>The number of segment vectors; word pieces alone have them.</summary>
    public int Segments { get; init; } = 2;

    /// <summary>What keeps layer normalisation from dividing by zero.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-12;

    /// <summary>The shape that a Hugging Face configuration describes.</summary>
    public static TrunkShape Of(BertConfig config) => new()
    {
        Input = config.Input,
        VocabularySize = config.VocabularySize,
        HiddenSize = config.HiddenSize,
        Layers = config.Layers,
        Heads = config.Heads,
        IntermediateSize = config.IntermediateSize,
        MaxPositions = config.MaxPositions,
        Segments = config.TypeVocabularySize,
        LayerNormEpsilon = config.LayerNormEpsilon,
    };
}

/// <summary>A tower: the trunk, and how a text's vector is made of it.</summary>
/// <param name="Trunk">The transformer.</param>
/// <param name="Pooling">How tokens' vectors become one.</param>
/// <param name="Dimensions">The components after downscaling, v ← tanh(W v + b).</param>
internal sealed record TowerShape(TrunkShape Trunk, Pooling Pooling, int Dimensions);

/// <summary>Two towers.</summary>
/// <param name="Tower">Their shape; the query tower's, where the document tower has one of its own.</param>
/// <param name="Sharing">What they have in common.</param>
internal sealed record TwinShape(TowerShape Tower, TowerSharing Sharing)
{
    /// <summary>The document tower's shape, where the towers share nothing; <see langword="null"/>: the same.</summary>
    public TowerShape? Document { get; init; }
}
