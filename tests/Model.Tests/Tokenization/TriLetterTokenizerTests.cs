using TwinBert.Model.Tokenization;
using Xunit;

namespace TwinBert.Model.Tests.Tokenization;

public sealed class TriLetterTokenizerTests
{
    private static readonly TriLetterTokenizer Tokenizer = new();

    [Fact]
    public void Encode_Words_GivesTheTrigramsByHand()
    {
        var tokens = Tokenizer.Encode("Red a 9z", 12);

        // r = 17, e = 4, d = 3, a = 0, 9 = 35, z = 25
        Assert.Equal([46657 + (36 * 17) + 4, 1 + (1296 * 17) + (36 * 4) + 3, 47953 + (36 * 4) + 3], Word(tokens, 0));
        Assert.Equal([49249], Word(tokens, 1));
        Assert.Equal([46657 + (36 * 35) + 25, 47953 + (36 * 35) + 25], Word(tokens, 2));
        Assert.Equal((3, 20, false), (tokens.Length, tokens.Width, tokens.IsTruncated));
    }

    [Theory]
    [InlineData("aaa", 2, 1)]
    [InlineData("999", 2, 46656)]
    [InlineData("aa", 1, 46657)]
    [InlineData("99", 1, 47952)]
    [InlineData("aa", 2, 47953)]
    [InlineData("99", 2, 49248)]
    [InlineData("a", 1, 49249)]
    [InlineData("9", 1, 49284)]
    public void Encode_FirstAndLastOfEachKind_HasTheIdsOfTheEnumeration(string word, int place, int id) =>
        Assert.Equal(id, Word(Tokenizer.Encode(word, 12), 0)[place - 1]);

    [Fact]
    public void VocabularySize_EveryTrigramAndThePadding_IsCounted() => Assert.Equal((36 * 36 * 36) + (2 * 36 * 36) + 36 + 1, Tokenizer.VocabularySize);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("—¿\ud800\t")]
    public void Encode_TextWithoutWords_IsOneWordWithoutTrigrams(string text)
    {
        var tokens = Tokenizer.Encode(text, 12);

        Assert.Equal(1, tokens.Length);
        Assert.False(tokens.IsTruncated);
        Assert.Equal(new int[20], tokens.Ids.ToArray());
    }

    [Theory]
    [InlineData("don't", "dont")]
    [InlineData("T-Shirt", "tshirt")]
    [InlineData("  red   shoe ", "red shoe")]
    [InlineData("red - shoe", "red shoe")]
    [InlineData("café", "caf")]
    public void Encode_OtherCharacters_AreDeleted(string text, string same) =>
        Assert.Equal(Tokenizer.Encode(same, 12).Ids.ToArray(), Tokenizer.Encode(text, 12).Ids.ToArray());

    [Fact]
    public void Encode_MoreWordsThanTheLimit_CutsAndSaysSo()
    {
        Assert.Equal((2, true), (Tokenizer.Encode("a b c", 2).Length, Tokenizer.Encode("a b c", 2).IsTruncated));
        Assert.Equal((3, false), (Tokenizer.Encode("a b c - ", 3).Length, Tokenizer.Encode("a b c - ", 3).IsTruncated));
        Assert.Equal(TriLetterTokenizer.MostWords, Tokenizer.Encode(string.Join(' ', Enumerable.Repeat("a", 40)), 100).Length);
    }

    [Fact]
    public void Encode_LimitBelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", 0));

    private static int[] Word(TokenSequence tokens, int word) => [.. tokens.Ids.ToArray().Skip(word * tokens.Width).Take(tokens.Width).TakeWhile(id => id > 0)];
}
