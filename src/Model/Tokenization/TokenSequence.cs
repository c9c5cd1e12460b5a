namespace TwinBert.Model.Tokenization;

/// <summary>A text as the encoder sees it: the ids of its tokens, one token after the other.</summary>
/// <param name="Ids">At least one token's ids. Word pieces have <c>[CLS]</c> first and <c>[SEP]</c> last. Not to be changed once handed over.</param>
/// <param name="IsTruncated">True when the text was longer than the limit and its end is missing.</param>
/// <param name="Width">The ids of one token, at least 1; a token with fewer is filled up with 0.</param>
public readonly record struct TokenSequence(ReadOnlyMemory<int> Ids, bool IsTruncated, int Width = 1)
{
    /// <summary>The number of tokens, special tokens included.</summary>
    public int Length => Ids.Length / Math.Max(1, Width);
}
