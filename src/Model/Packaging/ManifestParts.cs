using TwinBert.Model.Encoding;

namespace TwinBert.Model.Packaging;

/// <summary>How text becomes tokens.</summary>
/// <param name="Kind">The algorithm: <c>wordpiece_uncased</c> or <c>tri_letter</c>.</param>
/// <param name="Vocabulary">The vocabulary's file in the package; <see langword="null"/> for letter trigrams, which are enumerated.</param>
/// <param name="VocabularySize">The number of ids: the rows of the embedding table.</param>
public sealed record TokenizerManifest(string Kind, string? Vocabulary, int VocabularySize)
{
    /// <summary>Words of letter trigrams.</summary>
    public const string TriLetter = "tri_letter";

    /// <summary>Lower case, without accents, in word pieces.</summary>
    public const string UncasedWordPiece = "wordpiece_uncased";
}

/// <summary>How many tokens a text may have, special tokens included; longer texts are cut.</summary>
/// <param name="QueryTokens">A query's, 3 to 8192; for letter trigrams, whose tokens are words, 1 to 12.</param>
/// <param name="DocumentTokens">A document's, in the same range.</param>
public sealed record LimitsManifest(int QueryTokens, int DocumentTokens);

/// <summary>The ONNX files of the two towers in the package; the same file may serve both.</summary>
/// <param name="Query">The query tower's.</param>
/// <param name="Document">The document tower's.</param>
/// <param name="Weights">How the weights are stored: <c>fp32</c> or <c>int8</c>. For people; the graph decides.</param>
/// <param name="Layers">The number of transformer layers, of the query tower where the other has more or fewer. For people; the graph decides.</param>
public sealed record EncodersManifest(string Query, string Document, string Weights, int Layers)
{
    /// <summary>The document tower's layers, where they are not as many as the query tower's; <see langword="null"/> otherwise. For people.</summary>
    public int? DocumentLayers { get; init; }
}

/// <summary>What comes out of the towers.</summary>
/// <param name="Dimensions">The number of components, 1 to 4096.</param>
/// <param name="Pooling">How the tokens' vectors become one. For people; the graph decides.</param>
/// <param name="Quantisation">How a document's components become bytes.</param>
public sealed record EmbeddingManifest(int Dimensions, Pooling Pooling, QuantisationMode Quantisation);

/// <summary>How similarities meet the engine's scores.</summary>
/// <param name="ModelWeight">The β of searches in which an application has a say of its own, or a part number is looked up, 0 to 20.</param>
/// <param name="TypicalSimilarity">The similarity that a hit without a vector is given, −1 to 1: what this model usually says of a query and one of its
/// hits.</param>
public sealed record BlendManifest(float ModelWeight, float TypicalSimilarity)
{
    /// <summary>The β of searches that nothing but text decides, 0 to 20.</summary>
    /// <value><see cref="ModelWeight"/></value>
    public float TextWeight { get; init; } = ModelWeight;

    /// <summary>
    /// The typical similarities of crossing layers other than the first, by name, where they were measured; <see cref="TypicalSimilarity"/> is the first's.
    /// </summary>
    public IReadOnlyDictionary<string, float>? TypicalByCrossing { get; init; }
}

/// <summary>Where the weights come from.</summary>
/// <param name="Source">The model that this one was made of, and by whom.</param>
/// <param name="Licence">An SPDX expression.</param>
/// <param name="Changes">What was done to it.</param>
public sealed record ProvenanceManifest(string Source, string Licence, string Changes);
