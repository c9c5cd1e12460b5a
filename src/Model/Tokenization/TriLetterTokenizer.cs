namespace TwinBert.Model.Tokenization;

/// <summary>
/// Text to words of letter trigrams, the paper's choice for short English text: lower case; all but <c>a</c> to <c>z</c>, <c>0</c> to <c>9</c> and the space is
/// deleted; what lies between spaces is a word; each word is put between number signs, and its trigrams are its ids. <c>red</c> is <c>#re</c>, <c>red</c>,
/// <c>ed#</c>. An empty text is one word without trigrams: the model gives it a vector as it does any other. Thread-safe.
/// </summary>
/// <remarks>
/// All trigrams that there can be are enumerated, with the letters in the order a–z, 0–9 (a is 0, 9 is 35), and id 0 for padding:
/// <list type="bullet">
/// <item><c>xyz</c>, within a word: 1 + 1296x + 36y + z, that is 1 to 46,656;</item>
/// <item><c>#xy</c>, its beginning: 46,657 + 36x + y, to 47,952;</item>
/// <item><c>xy#</c>, its end: 47,953 + 36x + y, to 49,248;</item>
/// <item><c>#x#</c>, a word of one letter: 49,249 + x, to 49,284.</item>
/// </list>
/// </remarks>
public sealed class TriLetterTokenizer : ITextTokenizer
{
    /// <summary>Changes whenever the same text may give other ids; part of the model's fingerprint.</summary>
    internal const string Algorithm = "triletter-1";

    /// <summary>The most words of a text, and the number of positions that a model has.</summary>
    public const int MostWords = 12;

    /// <summary>The most trigrams of a word: the ids of one token.</summary>
    public const int TrigramsPerWord = 20;

    /// <summary>The ids that there are: 49,284 trigrams, and the padding.</summary>
    public const int Ids = FirstAlone + Letters;

    private const int Letters = 36;
    private const int FirstInside = 1;
    private const int FirstBegin = FirstInside + (Letters * Letters * Letters);
    private const int FirstEnd = FirstBegin + (Letters * Letters);
    private const int FirstAlone = FirstEnd + (Letters * Letters);

    // The last trigram that is kept of a long word needs one letter more than there are trigrams.
    private const int LettersNeeded = TrigramsPerWord + 1;

    /// <inheritdoc/>
    public int VocabularySize => Ids;

    /// <inheritdoc/>
    public int Width => TrigramsPerWord;

    /// <summary>Cuts a text into words of trigrams.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">The most words to return, at least 1; never more than <see cref="MostWords"/> are.</param>
    /// <returns>One word or more; each has <see cref="TrigramsPerWord"/> ids, filled up with 0.</returns>
    public TokenSequence Encode(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var most = Math.Min(limit, MostWords);
        Span<int> ids = stackalloc int[MostWords * TrigramsPerWord];
        Span<int> word = stackalloc int[LettersNeeded];
        ids.Clear();
        var (words, length) = (0, 0);
        foreach (var character in text)
        {
            if (Letter(char.ToLowerInvariant(character)) is >= 0 and var letter)
            {
                if (words == most)
                {
                    return new(ids[..(words * TrigramsPerWord)].ToArray(), IsTruncated: true, TrigramsPerWord);
                }

                if (length < LettersNeeded)
                {
                    word[length++] = letter;
                }
            }
            else if (character == ' ' && length > 0)
            {
                Write(word[..length], ids.Slice(words++ * TrigramsPerWord, TrigramsPerWord));
                length = 0;
            }
        }

        if (length > 0)
        {
            Write(word[..length], ids.Slice(words++ * TrigramsPerWord, TrigramsPerWord));
        }

        return new(ids[..(Math.Max(words, 1) * TrigramsPerWord)].ToArray(), IsTruncated: false, TrigramsPerWord);
    }

    private static int Letter(char character) => character switch
    {
        >= 'a' and <= 'z' => character - 'a',
        >= '0' and <= '9' => character - '0' + 26,
        _ => -1,
    };

    private static void Write(ReadOnlySpan<int> word, Span<int> ids)
    {
        if (word.Length == 1)
        {
            ids[0] = FirstAlone + word[0];
            return;
        }

        for (var i = 0; i < Math.Min(word.Length, TrigramsPerWord); i++)
        {
            ids[i] = i == 0 ? FirstBegin + (Letters * word[0]) + word[1]
                : i == word.Length - 1 ? FirstEnd + (Letters * word[i - 1]) + word[i]
                : FirstInside + (((Letters * word[i - 1]) + word[i]) * Letters) + word[i + 1];
        }
    }
}
