using System.Collections.Frozen;
using System.Text;

namespace TwinBert.Model.Tokenization;

/// <summary>
/// What is left of a character when it is decomposed and its non-spacing marks are dropped: <c>é</c> is <c>e</c>. A table of our own
/// (written by <c>eng/decompositions.py</c>), because .NET decomposes nothing where globalisation is invariant, and because the
/// version of a machine's ICU must not decide a vector.
/// </summary>
internal static class Decompositions
{
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11_172;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int FirstTail = 0x11A7;
    private const int VowelCount = 21;
    private const int TailCount = 28;

    private static readonly FrozenDictionary<int, string> Remainders = Read();

    /// <summary>Appends the remainder of a character that is no non-spacing mark itself.</summary>
    public static void Append(Rune rune, StringBuilder target)
    {
        var syllable = rune.Value - FirstSyllable;
        if (syllable is >= 0 and < SyllableCount)
        {
            AppendSyllable(syllable, target);
        }
        else if (!rune.IsAscii && Remainders.TryGetValue(rune.Value, out var remainder))
        {
            target.Append(remainder);
        }
        else
        {
            target.Append(rune);
        }
    }

    /// <summary>Hangul is composed by arithmetic (Unicode standard, section 3.12), so that its 11,172 syllables need no table.</summary>
    private static void AppendSyllable(int syllable, StringBuilder target)
    {
        target.Append((char)(FirstLead + (syllable / (VowelCount * TailCount))));
        target.Append((char)(FirstVowel + (syllable / TailCount % VowelCount)));
        if (syllable % TailCount is > 0 and var tail)
        {
            target.Append((char)(FirstTail + tail));
        }
    }

    private static FrozenDictionary<int, string> Read()
    {
        using var stream = typeof(Decompositions).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var reader = new StreamReader(stream, System.Text.Encoding.UTF8);
        var remainders = new Dictionary<int, string>();
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            foreach (var rune in line.AsSpan(tab + 1).EnumerateRunes())
            {
                remainders.Add(rune.Value, line[..tab]);
            }
        }

        return remainders.ToFrozenDictionary();
    }
}
