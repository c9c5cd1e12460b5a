using System.Globalization;
using System.Text;
using TwinBert.Model.Tokenization;

namespace TwinBert.IngestPipeline;

/// <summary>
/// Whether texts are plainly of another language than a vocabulary: most of their words fall to pieces in it. Of English shop texts, four of five words of four
/// letters and more are in an English vocabulary whole, of German or French ones a third or fewer. Words with digits, as in part numbers, and short ones say
/// nothing of a language, and are passed over. Not thread-safe.
/// </summary>
/// <param name="tokenizer">Cuts words into the vocabulary's pieces.</param>
public sealed class LanguageFit(ITextTokenizer tokenizer)
{
    private const int LeastLetters = 4;
    private const int MostWords = 5_000;

    // Fewer are no sample: a handful of brands may be anything.
    private const int LeastSample = 100;
    private const double LeastWhole = 0.5;
    private const int Frame = 2;
    private const int Limit = 16;

    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    private int _words;
    private int _whole;
    private int _letters;
    private int _foreignLetters;

    /// <summary>Whether enough was seen; more changes nothing.</summary>
    public bool IsFull => _words >= MostWords;

    /// <summary>The share of words that the vocabulary has whole; 1 where there was none.</summary>
    public double WholeWords => _words == 0 ? 1 : (double)_whole / _words;

    /// <summary>Whether the texts are plainly of another language than the vocabulary: most of another script, or of words that it lacks.</summary>
    public bool IsForeign => (_letters >= LeastSample && _foreignLetters * 2 > _letters) || (_words >= LeastSample && WholeWords < LeastWhole);

    /// <summary>Looks at a text.</summary>
    /// <param name="text">A document's text.</param>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (start, isWord) = (-1, true);
        for (var i = 0; i <= text.Length && !IsFull; i++)
        {
            if (i < text.Length && IsPart(text[i]))
            {
                start = start < 0 ? i : start;
                isWord &= !char.IsDigit(text[i]) && text[i] != '_';
                continue;
            }

            if (start >= 0)
            {
                Word(text[start..i], isWord);
            }

            (start, isWord) = (-1, true);
        }
    }

    private static bool IsPart(char letter) => char.IsLetterOrDigit(letter) || letter == '_'
        || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Latin and its extensions: what becomes a to z without accents, for the most part.
    private static bool IsLatin(char letter) => letter < '\u0250' || letter is >= '\u1E00' and < '\u1F00' || letter is >= '\u0300' and < '\u0370';

    private void Word(string word, bool isWord)
    {
        var letters = word.Count(char.IsLetter);
        var foreign = word.Count(letter => char.IsLetter(letter) && !IsLatin(letter));
        _letters += letters;
        _foreignLetters += foreign;
        if (!isWord || foreign > 0 || letters < LeastLetters)
        {
            return;
        }

        var key = word.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        if (!_known.TryGetValue(key, out var isWhole))
        {
            _known[key] = isWhole = tokenizer.Encode(word, Limit).Ids.Length <= Frame + 1;
        }

        _words++;
        _whole += isWhole ? 1 : 0;
    }
}
