using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace TwinBert.Search.Responses;

/// <summary>
/// Prints scores as the engines do: the shortest digits that give the same single-precision number, <c>1.0</c>, <c>0.19856803</c>, <c>1.2E-4</c>.
/// </summary>
internal static class ScoreText
{
    private const int MaxLength = 32;

    /// <summary>Prints a finite score.</summary>
    public static void Write(float score, IBufferWriter<byte> output)
    {
        var text = output.GetSpan(MaxLength);
        output.Advance(Format(score, text));
    }

    /// <summary>Prints a finite score.</summary>
    /// <param name="score">The score.</param>
    /// <param name="text">Receives the text; 32 bytes are enough.</param>
    /// <returns>The text's length.</returns>
    public static int Format(float score, Span<byte> text)
    {
        score.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        // Between 0.001 and ten millions engines write no exponent, and neither does .NET: only whole numbers want their fraction.
        return MathF.Abs(score) is (>= 1e-3f and < 1e7f) or 0
            ? WithFraction(text, length)
            : Scientific(text, length);
    }

    private static int WithFraction(Span<byte> text, int length)
    {
        if (text[..length].Contains((byte)'.'))
        {
            return length;
        }

        ".0"u8.CopyTo(text[length..]);
        return length + 2;
    }

    /// <summary>Turns <c>1E-05</c>, <c>12345678</c> or <c>0.00012</c> into one digit, a point, the other digits, and an exponent.</summary>
    private static int Scientific(Span<byte> text, int length)
    {
        Span<byte> digits = stackalloc byte[MaxLength];
        var count = 0;
        var exponent = -1;
        var fraction = false;
        var at = text[0] == '-' ? 1 : 0;
        var start = at;
        for (; at < length && text[at] != 'E'; at++)
        {
            fraction |= text[at] == '.';
            exponent += !fraction && count + (text[at] - '0') > 0 ? 1 : 0;
            if (text[at] != '.' && (count > 0 || text[at] != '0'))
            {
                digits[count++] = text[at];
            }
            else if (fraction && text[at] == '0')
            {
                exponent--;
            }
        }

        if (at < length && Utf8Parser.TryParse(text[(at + 1)..length], out int given, out _))
        {
            exponent += given;
        }

        return start + Lay(digits[..count].TrimEnd((byte)'0'), exponent, text[start..]);
    }

    private static int Lay(ReadOnlySpan<byte> digits, int exponent, Span<byte> text)
    {
        text[0] = digits[0];
        text[1] = (byte)'.';
        var rest = digits.Length > 1 ? digits[1..] : "0"u8;
        rest.CopyTo(text[2..]);
        var length = 2 + rest.Length;
        text[length++] = (byte)'E';
        Utf8Formatter.TryFormat(exponent, text[length..], out var written);
        return length + written;
    }
}
