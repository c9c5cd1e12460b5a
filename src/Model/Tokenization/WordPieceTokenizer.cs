using System.Text;
using Microsoft.ML.Tokenizers;

namespace TwinBert.Model.Tokenization;

/// <summary>
/// Text to word pieces of an uncased BERT vocabulary. Text that spells a special token (<c>[SEP]</c>) is plain text.
/// Thread-safe.
/// </summary>
public sealed class WordPieceTokenizer : ITextTokenizer
{
    /// <summary>Changes whenever the same text may give other ids; part of the model's fingerprint.</summary>
    internal const string Algorithm = "wordpiece-1";

    /// <summary>The fewest tokens that a limit may allow: <c>[CLS]</c>, one piece, <c>[SEP]</c>.</summary>
    public const int LeastLimit = 3;

    private const int SpecialTokens = 2;
    private static readonly string[] Required = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    // Held by its own type: as the base type it would leave out [CLS] and [SEP], because it hides the inherited methods.
    private readonly BertTokenizer _pieces;

    private WordPieceTokenizer(BertTokenizer pieces, int vocabularySize)
    {
        _pieces = pieces;
        VocabularySize = vocabularySize;
    }

    /// <summary>The number of lines of the vocabulary: every id is below it.</summary>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int Width => 1;

    /// <summary>Reads a vocabulary: one token per line, its id the line's number, counted from 0.</summary>
    /// <param name="vocabulary">UTF-8 text.</param>
    /// <exception cref="InvalidDataException">A special token is missing or a token is listed twice; the message says which.</exception>
    public static WordPieceTokenizer Load(ReadOnlySpan<byte> vocabulary)
    {
        var text = System.Text.Encoding.UTF8.GetString(vocabulary).TrimEnd('\r', '\n');
        var tokens = text.Split('\n').Select(token => token.TrimEnd('\r')).ToList();
        var missing = Required.Except(tokens).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException($"the vocabulary lacks {string.Join(", ", missing)}");
        }

        if (tokens.GroupBy(token => token).FirstOrDefault(same => same.Skip(1).Any()) is { } repeated)
        {
            throw new InvalidDataException($"the vocabulary lists '{repeated.Key}' more than once");
        }

        // Text is prepared by BasicText: what is left to the library is cutting words into pieces.
        var options = new BertOptions
        {
            SplitOnSpecialTokens = false,
            ApplyBasicTokenization = false,
            LowerCaseBeforeTokenization = false,
            PreTokenizer = PreTokenizer.CreateWhiteSpace(),
        };
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', tokens)), writable: false);
        return new(BertTokenizer.Create(stream, options), tokens.Count);
    }

    /// <summary>Cuts a text into pieces.</summary>
    /// <param name="text">Any text; the empty text and unpaired surrogates are fine.</param>
    /// <param name="limit">The most ids to return, <c>[CLS]</c> and <c>[SEP]</c> included; at least <see cref="LeastLimit"/>.</param>
    public TokenSequence Encode(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, LeastLimit);
        var most = limit - SpecialTokens;
        var words = BasicText.Normalise(text, most + 1);

        // Cut here and not by the library, which would leave out all of a word that does not fit.
        var pieces = _pieces.EncodeToIds(words, addSpecialTokens: false, considerPreTokenization: true, considerNormalization: false);
        var kept = Math.Min(pieces.Count, most);
        var ids = new int[kept + SpecialTokens];
        ids[0] = _pieces.ClassificationTokenId;
        for (var i = 0; i < kept; i++)
        {
            ids[i + 1] = pieces[i];
        }

        ids[^1] = _pieces.SeparatorTokenId;
        return new(ids, pieces.Count > most);
    }
}
