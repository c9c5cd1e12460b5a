using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

/// <summary>Every kind of encoder that can be exported, with made-up weights.</summary>
public static class EncoderCases
{
    /// <summary>Pooling, components after a downscale (0: none), input, precision.</summary>
    public static TheoryData<Pooling, int, EncoderInput, EncoderPrecision> All
    {
        get
        {
            var all = new TheoryData<Pooling, int, EncoderInput, EncoderPrecision>();
            foreach (var pooling in Enum.GetValues<Pooling>())
            {
                foreach (var downscale in new[] { 0, 24 })
                {
                    foreach (var input in Enum.GetValues<EncoderInput>())
                    {
                        foreach (var precision in Enum.GetValues<EncoderPrecision>())
                        {
                            all.Add(pooling, downscale, input, precision);
                        }
                    }
                }
            }

            return all;
        }
    }

    public static BertConfig Config(Pooling pooling, int downscale, EncoderInput input)
    {
        var config = TinyModel.Config with { Pooling = pooling, Downscale = downscale == 0 ? null : downscale, Input = input };
        return input == EncoderInput.WordPiece ? config
            : config with { VocabularySize = TriLetterTokenizer.Ids, MaxPositions = TriLetterTokenizer.MostWords, MaxTokens = TriLetterTokenizer.MostWords };
    }

    public static ITextTokenizer Tokenizer(EncoderInput input) =>
        input == EncoderInput.TriLetter
            ? new TriLetterTokenizer()
            : WordPieceTokenizer.Load(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', TinyModel.Vocabulary)));
}
