using System.Globalization;
using System.Text;

namespace TwinBert.Model.Tokenization;

/// <summary>
/// The first half of BERT's tokenisation: control characters dropped, ideographs and punctuation set apart, accents dropped, lower case.
/// The library's own does not do it: it loses symbols (<c>&lt;</c>, <c>+</c>, <c>$</c>) and keeps format characters.
/// </summary>
internal static class BasicText
{
    /// <summary>Words, separated by single spaces.</summary>
    /// <param name="text">Any text; unpaired surrogates are dropped, as replacement characters are.</param>
    /// <param name="maxWords">Where to stop: a word is at least one token, so more words than the token limit are never needed.</param>
    public static string Normalise(ReadOnlySpan<char> text, int maxWords)
    {
        var words = new StringBuilder(Math.Min(text.Length, 4096) + 16);
        var remainder = default(StringBuilder);
        var inWord = false;
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (IsSpace(rune, category))
            {
                inWord = false;
                continue;
            }

            if (IsDropped(rune, category))
            {
                continue;
            }

            if (rune.IsAscii)
            {
                if (!AppendPart(rune, words, ref inWord, ref count, maxWords))
                {
                    break;
                }

                continue;
            }

            var ideograph = IsIdeograph(rune.Value);
            inWord &= !ideograph;
            Decompositions.Append(rune, (remainder ??= new()).Clear());
            if (!AppendParts(remainder, words, ref inWord, ref count, maxWords))
            {
                break;
            }

            inWord &= !ideograph;
        }

        return words.ToString();
    }

    private static bool AppendParts(StringBuilder parts, StringBuilder words, ref bool inWord, ref int count, int maxWords)
    {
        foreach (var chunk in parts.GetChunks())
        {
            foreach (var part in chunk.Span.EnumerateRunes())
            {
                if (!AppendPart(part, words, ref inWord, ref count, maxWords))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool AppendPart(Rune part, StringBuilder words, ref bool inWord, ref int count, int maxWords)
    {
        var punctuation = IsPunctuation(part);
        if (!inWord || punctuation)
        {
            if (count == maxWords)
            {
                return false;
            }

            words.Append(count++ > 0 ? " " : "");
        }

        // The builder's own way for a rune makes a string of it first.
        Span<char> characters = stackalloc char[2];
        words.Append(characters[..Rune.ToLowerInvariant(part).EncodeToUtf16(characters)]);
        inWord = !punctuation;
        return true;
    }

    private static bool IsSpace(Rune rune, UnicodeCategory category) =>
        rune.Value is '\t' or '\n' or '\r' || category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsDropped(Rune rune, UnicodeCategory category) =>
        rune.Value == 0xFFFD || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark;

    /// <summary>BERT counts every ASCII symbol as punctuation, though Unicode does not.</summary>
    private static bool IsPunctuation(Rune rune) =>
        rune.IsAscii ? rune.Value > ' ' && !Rune.IsLetterOrDigit(rune) : Rune.IsPunctuation(rune);

    private static bool IsIdeograph(int code) => code is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
