using System.Buffers;
using System.Text;

namespace TwinBert.Lexical.Analysis;

/// <summary>Finds emoji in text, which the engines' tokenizer makes tokens of and Lucene 4's drops.</summary>
internal static class Emoji
{
    private const char Keycap = '\u20E3';
    private const char EmojiStyle = '\uFE0F';
    private const char Joiner = '\u200D';
    private const int FirstRegion = 0x1F1E6;
    private const int LastRegion = 0x1F1FF;
    private const int FirstTag = 0xE0020;
    private const int LastTag = 0xE007F;
    private const int FirstTone = 0x1F3FB;
    private const int LastTone = 0x1F3FF;

    // Pairs of first and last code point, measured: what an engine's standard analyzer calls an emoji when it stands alone.
    private static ReadOnlySpan<int> Ranges =>
    [
        0xA9, 0xA9, 0xAE, 0xAE, 0x203C, 0x203C, 0x2049, 0x2049, 0x2122, 0x2122, 0x2139, 0x2139, 0x2194, 0x2199, 0x21A9, 0x21AA, 0x231A, 0x231B, 0x2328, 0x2328,
        0x2388, 0x2388, 0x23CF, 0x23CF, 0x23E9, 0x23F3, 0x23F8, 0x23FA, 0x24C2, 0x24C2, 0x25AA, 0x25AB, 0x25B6, 0x25B6, 0x25C0, 0x25C0, 0x25FB, 0x25FE,
        0x2600, 0x2605, 0x2607, 0x2612, 0x2614, 0x2685, 0x2690, 0x2705, 0x2708, 0x2712, 0x2714, 0x2714, 0x2716, 0x2716, 0x271D, 0x271D, 0x2721, 0x2721,
        0x2728, 0x2728, 0x2733, 0x2734, 0x2744, 0x2744, 0x2747, 0x2747, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2763, 0x2767,
        0x2795, 0x2797, 0x27A1, 0x27A1, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2934, 0x2935, 0x2B05, 0x2B07, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
        0x3030, 0x3030, 0x303D, 0x303D, 0x3297, 0x3297, 0x3299, 0x3299, 0x1F000, 0x1F0FF, 0x1F10D, 0x1F10F, 0x1F12F, 0x1F12F, 0x1F16C, 0x1F171,
        0x1F17E, 0x1F17F, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F1AD, 0x1F1E5, 0x1F201, 0x1F20F, 0x1F21A, 0x1F21A, 0x1F22F, 0x1F22F, 0x1F232, 0x1F23A,
        0x1F23C, 0x1F23F, 0x1F249, 0x1F53D, 0x1F546, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F774, 0x1F77F, 0x1F7D5, 0x1F7FF, 0x1F80C, 0x1F80F, 0x1F848, 0x1F84F,
        0x1F85A, 0x1F85F, 0x1F888, 0x1F88F, 0x1F8AE, 0x1F8FF, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1FFFD,
    ];

    /// <summary>The length in UTF-16 units of the emoji that begins at a place in a text, sequences whole; 0 if none does.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        if (KeycapLength(text) is > 0 and var keycap)
        {
            return keycap;
        }

        Rune.DecodeFromUtf16(text, out var rune, out var length);
        if (rune.Value is >= FirstRegion and <= LastRegion)
        {
            Rune.DecodeFromUtf16(text[length..], out var second, out var secondLength);
            return second.Value is >= FirstRegion and <= LastRegion ? length + secondLength : 0;
        }

        if (!IsEmoji(rune.Value))
        {
            return 0;
        }

        length += StyleLength(text[length..]);
        while (length + 1 < text.Length && text[length] == Joiner)
        {
            Rune.DecodeFromUtf16(text[(length + 1)..], out var joined, out var joinedLength);
            if (!IsEmoji(joined.Value))
            {
                break;
            }

            length += 1 + joinedLength;
            length += StyleLength(text[length..]);
        }

        return length + TailLength(text[length..]);
    }

    // Joiners that join nothing and the tags of regional flags belong to the emoji before them.
    private static int TailLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (Rune.DecodeFromUtf16(text[length..], out var rune, out var next) == OperationStatus.Done && rune.Value is Joiner or (>= FirstTag and <= LastTag))
        {
            length += next;
        }

        return length;
    }

    private static int KeycapLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || !(char.IsAsciiDigit(text[0]) || text[0] is '#' or '*'))
        {
            return 0;
        }

        return text[1] == Keycap ? 2 : text.Length > 2 && text[1] == EmojiStyle && text[2] == Keycap ? 3 : 0;
    }

    private static int StyleLength(ReadOnlySpan<char> text)
    {
        var length = text.Length > 0 && text[0] == EmojiStyle ? 1 : 0;
        Rune.DecodeFromUtf16(text[length..], out var tone, out var toneLength);
        return tone.Value is >= FirstTone and <= LastTone ? length + toneLength : length;
    }

    private static bool IsEmoji(int codePoint)
    {
        for (var i = 0; i < Ranges.Length && Ranges[i] <= codePoint; i += 2)
        {
            if (codePoint <= Ranges[i + 1])
            {
                return true;
            }
        }

        return false;
    }
}
