using FsCheck.Xunit;
using TwinBert.Model.Tokenization;
using TwinBert.TestKit.Models;

namespace TwinBert.Model.Tests.Tokenization;

/// <summary>What holds for every text, odd ones above all.</summary>
public sealed class WordPieceTokenizerProperties
{
    private const int Limit = 16;
    private readonly WordPieceTokenizer _tokenizer = WordPieceTokenizer.Load(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', TinyModel.Vocabulary)));

    [Property(MaxTest = 500)]
    public bool Encode_AnyCharacters_GivesKnownIdsBetweenTheSpecialTokens(char[] characters)
    {
        var ids = _tokenizer.Encode(new string(characters), Limit).Ids.ToArray();

        return ids.Length is >= 2 and <= Limit && TinyModel.Vocabulary[ids[0]] == "[CLS]" && TinyModel.Vocabulary[ids[^1]] == "[SEP]"
            && ids[1..^1].All(id => !(TinyModel.Vocabulary[id] is "[CLS]" or "[SEP]" or "[PAD]" or "[MASK]"));
    }

    [Property(MaxTest = 300)]
    public bool Encode_SmallerLimit_GivesThePrefix(char[] characters)
    {
        var text = new string(characters);
        var whole = _tokenizer.Encode(text, 1000);
        var cut = _tokenizer.Encode(text, Limit);

        return cut.IsTruncated == (whole.Length > Limit) && cut.Ids.Span[..^1].SequenceEqual(whole.Ids.Span[..(cut.Length - 1)]);
    }
}
