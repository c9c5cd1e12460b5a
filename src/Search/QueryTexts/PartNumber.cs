using System.Buffers;

namespace TwinBert.Search.QueryTexts;

/// <summary>
/// Part numbers, sizes and the like. A model knows them by their pieces alone, and finds others like them; what has just that number is the engine's to say.
/// </summary>
internal static class PartNumber
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Whether a text is nothing else: each of its words has a digit, or is of capitals that hyphens join, as in <c>TDW-TB-S</c>.</summary>
    /// <param name="text">What is looked for.</param>
    public static bool Is(ReadOnlySpan<char> text)
    {
        var found = false;
        foreach (var range in text.SplitAny(' ', '\t', '\r', '\n'))
        {
            var word = text[range];
            if (word.Length > 0 && !word.ContainsAny(Digits) && !IsCode(word))
            {
                return false;
            }

            found |= word.Length > 0;
        }

        return found;
    }

    private static bool IsCode(ReadOnlySpan<char> word)
    {
        if (word.Trim('-').IndexOf('-') < 0)
        {
            return false;
        }

        foreach (var character in word)
        {
            if (character != '-' && !char.IsUpper(character))
            {
                return false;
            }
        }

        return true;
    }
}
