namespace TwinBert.Model.Tokenization;

/// <summary>
/// The word pieces of a vocabulary by their text. Our own and not a library's: a query is encoded while its search waits, and a dictionary that is asked for
/// parts of a word without copying them is all that it takes. Thread-safe.
/// </summary>
internal sealed class WordPieceVocabulary
{
    /// <summary>The most characters of a word that has pieces; BERT takes a longer one for unknown.</summary>
    public const int LongestWord = 100;

    private const string Inside = "##";
    private static readonly string[] Required = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private readonly Dictionary<string, int> _beginnings;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _begin;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _goOn;
    private readonly int _unknown;
    private readonly int _longest;

    private WordPieceVocabulary(Dictionary<string, int> beginnings, Dictionary<string, int> insides)
    {
        _beginnings = beginnings;
        _begin = beginnings.GetAlternateLookup<ReadOnlySpan<char>>();
        _goOn = insides.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = beginnings.Keys.Concat(insides.Keys).Max(piece => piece.Length);
        _unknown = beginnings["[UNK]"];
        Size = beginnings.Count + insides.Count;
    }

    /// <summary>The number of pieces: every id is below it.</summary>
    public int Size { get; }

    /// <summary>The id of <c>[CLS]</c>.</summary>
    public int Classification => _beginnings["[CLS]"];

    /// <summary>The id of <c>[SEP]</c>.</summary>
    public int Separator => _beginnings["[SEP]"];

    /// <summary>Reads a vocabulary: one token per line, its id the line's number, counted from 0.</summary>
    /// <param name="utf8">The text.</param>
    /// <exception cref="InvalidDataException">A special token is missing or a token is listed twice; the message says which.</exception>
    public static WordPieceVocabulary Read(ReadOnlySpan<byte> utf8)
    {
        var text = System.Text.Encoding.UTF8.GetString(utf8).AsSpan().TrimEnd("\r\n");
        var (beginnings, insides) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var id = 0;
        foreach (var range in text.Split('\n'))
        {
            var token = text[range].TrimEnd('\r');
            var isInside = token.StartsWith(Inside, StringComparison.Ordinal) && token.Length > Inside.Length;
            if (!(isInside ? insides : beginnings).TryAdd(token[(isInside ? Inside.Length : 0)..].ToString(), id++))
            {
                throw new InvalidDataException($"the vocabulary lists '{token}' more than once");
            }
        }

        var missing = Required.Where(token => !beginnings.ContainsKey(token)).ToList();
        return missing.Count == 0 ? new(beginnings, insides) : throw new InvalidDataException($"the vocabulary lacks {string.Join(", ", missing)}");
    }

    /// <summary>Cuts a word: the longest piece that it begins with, and so on with the rest.</summary>
    /// <param name="word">At least one character.</param>
    /// <param name="pieces">Receives the pieces; no word has more than <see cref="LongestWord"/>, or than it has characters.</param>
    /// <returns>How many there are: one, the unknown, where a part of the word is no piece.</returns>
    public int Cut(ReadOnlySpan<char> word, Span<int> pieces)
    {
        var count = 0;
        for (var start = 0; start < word.Length && word.Length <= LongestWord; count++)
        {
            var length = Find(start == 0 ? _begin : _goOn, word[start..], out pieces[count]);
            if (length == 0)
            {
                count = 0;
                break;
            }

            start += length;
        }

        if (count == 0)
        {
            pieces[count++] = _unknown;
        }

        return count;
    }

    private int Find(Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> pieces, ReadOnlySpan<char> rest, out int id)
    {
        var length = Math.Min(rest.Length, _longest);
        for (id = _unknown; length > 0 && !pieces.TryGetValue(rest[..length], out id); length--)
        {
        }

        return length;
    }
}
