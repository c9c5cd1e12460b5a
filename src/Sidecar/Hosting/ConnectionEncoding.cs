using System.Text;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Reads the value of <c>Connection</c> for the server. Where that says <c>close</c>, <c>keep-alive</c> or <c>Upgrade</c>, the server keeps this one word and
/// forgets which headers were named beside it, unless it finds two of them. So a value that names headers is made to say both of the first, which means
/// <c>close</c>: such a request, of which there are few, is the last on its connection.
/// </summary>
internal sealed class ConnectionEncoding : Encoding
{
    private const string Both = ", keep-alive, close";

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => count + (NamesHeaders(bytes.AsSpan(index, count)) ? Both.Length : 0);

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var value = bytes.AsSpan(byteIndex, byteCount);
        var written = Latin1.GetChars(value, chars.AsSpan(charIndex));
        if (NamesHeaders(value))
        {
            Both.CopyTo(chars.AsSpan(charIndex + written));
            written += Both.Length;
        }

        return written;
    }

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount + Both.Length;

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    private static bool NamesHeaders(ReadOnlySpan<byte> value) => ConnectionOptions.Of([Latin1.GetString(value)]).Any();
}
