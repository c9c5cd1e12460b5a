using FsCheck.Xunit;
using Microsoft.ML.Tokenizers;
using TwinBert.Model.Tokenization;
using TwinBert.TestKit.Models;
using WordPieceTokenizer = TwinBert.Model.Tokenization.WordPieceTokenizer;

namespace TwinBert.Model.Tests.Tokenization;

/// <summary>Words are cut as a library cuts them, which made the ids that the fingerprints of packages stand for.</summary>
public sealed class WordPieceLibraryProperties
{
    private const int NoLimit = 4000;
    private static readonly byte[] File = System.IO.File.ReadAllBytes(Path.Combine(DefaultModel.Load().Folder, "vocab.txt"));
    private static readonly string[] Pieces = System.Text.Encoding.UTF8.GetString(File).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private readonly WordPieceTokenizer _tokenizer = WordPieceTokenizer.Load(File);
    private readonly BertTokenizer _library = BertTokenizer.Create(new MemoryStream(File), new BertOptions
    {
        SplitOnSpecialTokens = false,
        ApplyBasicTokenization = false,
        LowerCaseBeforeTokenization = false,
        PreTokenizer = PreTokenizer.CreateWhiteSpace(),
    });

    [Property(MaxTest = 300)]
    public bool Encode_AnyCharacters_GivesTheLibrarysIds(char[] characters) => IsTheSame(new string(characters));

    [Property(MaxTest = 500)]
    public bool Encode_WordsOfSomePieces_GivesTheLibrarysIds(int seed, byte words, byte most)
    {
        var random = new Random(seed);
        return IsTheSame(string.Join(' ', Enumerable.Range(0, words % 12).Select(_ => Word(random, 1 + (most % 40)))));
    }

    // Of pieces that begin a word or go on, in any order, and now and then of a character that no piece has.
    private static string Word(Random random, int most) => string.Concat(Enumerable.Range(0, random.Next(1, most + 1)).Select(_ =>
        random.Next(30) == 0 ? "\u0bf5" : Pieces[random.Next(Pieces.Length)].Replace("##", "", StringComparison.Ordinal)));

    private bool IsTheSame(string text)
    {
        var words = BasicText.Normalise(text, NoLimit);
        var expected = _library.EncodeToIds(words, addSpecialTokens: false, considerPreTokenization: true, considerNormalization: false);
        return _tokenizer.Encode(text, NoLimit).Ids.Span[1..^1].SequenceEqual([.. expected]);
    }
}
