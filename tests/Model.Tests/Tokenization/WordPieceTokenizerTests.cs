using TwinBert.Model.Tokenization;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Model.Tests.Tokenization;

public sealed class WordPieceTokenizerTests
{
    private static readonly string[] Vocabulary =
        [
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "[MASK]",
            "red",
            "shoe",
            "##s",
            "cafe",
            "<",
            ">",
            "[",
            "]",
            "sep",
            "+",
            "$",
            "\u4e2d",
            "\u1112",
            "##\u1161",
            "##\u11ab",
            "x",
            "ς",
            "σ",
        ];

    private readonly WordPieceTokenizer _tokenizer = Load(Vocabulary);

    [Fact]
    public void Encode_GoldenTexts_GivesThePublishedIds()
    {
        var tokenizer = WordPieceTokenizer.Load(File.ReadAllBytes(SharedModels.Path("bert-base-uncased/vocab.txt")));
        var examples = GoldenExample.Read(SharedModels.Path("all-MiniLM-L6-v2/golden.json"));

        Assert.All(examples, example => Assert.Equal(example.Ids, tokenizer.Encode(example.Text, 256).Ids.ToArray()));
    }

    [Theory]
    [InlineData("red shoes", "red shoe ##s")]
    [InlineData("  RED\tShoes\r\n", "red shoe ##s")]
    [InlineData("", "")]
    [InlineData(" \u00a0\u2028", "")]
    [InlineData("caf\u00e9", "cafe")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("r\u0000e\u200dd", "red")]
    [InlineData("red\ud800", "red")]
    [InlineData("\udc00red\ud800 x", "red x")]
    [InlineData("\ufffdred", "red")]
    [InlineData("red<x>+$", "red < x > + $")]
    [InlineData("x\u4e2dx", "x \u4e2d x")]
    [InlineData("\ud55c", "\u1112 ##\u1161 ##\u11ab")]
    [InlineData("ΑΣ", "[UNK]")]
    [InlineData("Σ", "σ")]
    [InlineData("unheard", "[UNK]")]
    public void Encode_Text_GivesItsPieces(string text, string pieces) =>
        Assert.Equal($"[CLS] {pieces} [SEP]".Replace("  ", " ", StringComparison.Ordinal), Pieces(_tokenizer.Encode(text, 32)));

    [Fact]
    public void Encode_TextThatSpellsASpecialToken_IsPlainText() =>
        Assert.Equal("[CLS] [ sep ] x [SEP]", Pieces(_tokenizer.Encode("[SEP] x", 32)));

    [Theory]
    [InlineData(3, "[CLS] red [SEP]", true)]
    [InlineData(4, "[CLS] red shoe [SEP]", true)]
    [InlineData(5, "[CLS] red shoe ##s [SEP]", false)]
    [InlineData(6, "[CLS] red shoe ##s [SEP]", false)]
    public void Encode_Limit_CountsSpecialTokensAndCutsInsideWords(int limit, string pieces, bool truncated)
    {
        var tokens = _tokenizer.Encode("red shoes", limit);

        Assert.Equal((pieces, truncated), (Pieces(tokens), tokens.IsTruncated));
    }

    [Fact]
    public void Encode_ManyMoreWordsThanTheLimit_FillsTheLimit()
    {
        var tokens = _tokenizer.Encode(string.Join(' ', Enumerable.Repeat("red", 10_000)), 16);

        Assert.Equal((16, true), (tokens.Length, tokens.IsTruncated));
    }

    [Fact]
    public void Encode_LimitWithoutRoomForAPiece_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _tokenizer.Encode("red", 2));

    [Fact]
    public void Load_VocabularyWithoutSpecialTokens_NamesThem()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => Load(["[PAD]", "[UNK]", "red"]));

        Assert.Contains("[CLS], [SEP], [MASK]", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RepeatedToken_NamesIt()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => Load([.. Vocabulary, "shoe"]));

        Assert.Contains("'shoe'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WindowsLineEnds_CountsTheSameTokens() =>
        Assert.Equal(Vocabulary.Length, WordPieceTokenizer.Load(System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", Vocabulary) + "\r\n")).VocabularySize);

    private static WordPieceTokenizer Load(IEnumerable<string> vocabulary) =>
        WordPieceTokenizer.Load(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', vocabulary) + "\n"));

    private static string Pieces(TokenSequence tokens) => string.Join(' ', tokens.Ids.ToArray().Select(id => Vocabulary[id]));
}
