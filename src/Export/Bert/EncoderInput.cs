namespace TwinBert.Export.Bert;

/// <summary>What an encoder's tokens are.</summary>
public enum EncoderInput
{
    /// <summary>Pieces of a BERT vocabulary: a vector for each, plus its position's, normalised.</summary>
    WordPiece,

    /// <summary>Words of letter trigrams: the sum of the trigrams' vectors, plus the word's position's, not normalised.</summary>
    TriLetter,
}
