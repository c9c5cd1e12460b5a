using System.Text;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Reads the value of <c>Content-Length</c> for the server, which would take a sign before the number. The standard has none, and an engine refuses it: what is
/// no digit is made something that the server refuses, too.
/// </summary>
internal sealed class LengthEncoding : ASCIIEncoding
{
    private const char NoDigit = '?';

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        // The server makes room for the longest number that it takes.
        var length = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < length; i++)
        {
            chars[i] = length == bytes.Length && char.IsAsciiDigit((char)bytes[i]) ? (char)bytes[i] : NoDigit;
        }

        return length;
    }
}
