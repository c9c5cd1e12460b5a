namespace TwinBert.Model.Tokenization;

/// <summary>A text as the encoder sees it: vocabulary ids, <c>[CLS]</c> first and <c>[SEP]</c> last.</summary>
/// <param name="Ids">At least two ids; an empty text is <c>[CLS] [SEP]</c>. Not to be changed once handed over.</param>
/// <param name="IsTruncated">True when the text was longer than the limit and its end is missing.</param>
public readonly record struct TokenSequence(ReadOnlyMemory<int> Ids, bool IsTruncated)
{
    /// <summary>The number of ids, special tokens included.</summary>
    public int Length => Ids.Length;
}
