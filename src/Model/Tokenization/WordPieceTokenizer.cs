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
    private const int MostOnStack = 1024;
    private readonly WordPieceVocabulary _vocabulary;

    private WordPieceTokenizer(WordPieceVocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>The number of lines of the vocabulary: every id is below it.</summary>
    public int VocabularySize => _vocabulary.Size;

    /// <inheritdoc/>
    public int Width => 1;

    /// <summary>Reads a vocabulary: one token per line, its id the line's number, counted from 0.</summary>
    /// <param name="vocabulary">UTF-8 text.</param>
    /// <exception cref="InvalidDataException">A special token is missing or a token is listed twice; the message says which.</exception>
    public static WordPieceTokenizer Load(ReadOnlySpan<byte> vocabulary) => new(WordPieceVocabulary.Read(vocabulary));

    /// <summary>Cuts a text into pieces.</summary>
    /// <param name="text">Any text; the empty text and unpaired surrogates are fine.</param>
    /// <param name="limit">The most ids to return, <c>[CLS]</c> and <c>[SEP]</c> included; at least <see cref="LeastLimit"/>.</param>
    public TokenSequence Encode(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, LeastLimit);
        var most = limit - SpecialTokens;
        var words = BasicText.Normalise(text, most + 1);

        // No text has more pieces than characters. A word that goes beyond the limit is cut, once it is known to have pieces.
        var room = Math.Min(words.Length, most + WordPieceVocabulary.LongestWord);
        var pieces = room <= MostOnStack ? stackalloc int[room] : new int[room];
        var count = 0;
        var rest = words.AsSpan();
        while (!rest.IsEmpty && count <= most)
        {
            var end = rest.IndexOf(' ');
            count += _vocabulary.Cut(end < 0 ? rest : rest[..end], pieces[count..]);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        var kept = Math.Min(count, most);
        var ids = new int[kept + SpecialTokens];
        ids[0] = _vocabulary.Classification;
        pieces[..kept].CopyTo(ids.AsSpan(1));
        ids[^1] = _vocabulary.Separator;
        return new(ids, count > most);
    }
}
