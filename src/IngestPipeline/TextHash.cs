using System.Security.Cryptography;
using System.Text;

namespace TwinBert.IngestPipeline;

/// <summary>
/// Names the text that an embedding was made from, so that a stale one can be recognised: the first sixteen lower-case hexadecimal digits of the
/// SHA-256 of the text in UTF-8. Stored in indices, so it never changes from one version to the next.
/// </summary>
public static class TextHash
{
    private const int Bytes = 8;

    /// <summary>The hash of a text, as <see cref="DocumentTextSelector"/> selects it.</summary>
    /// <param name="text">The whole text, also where the model reads only its beginning.</param>
    /// <returns>Sixteen lower-case hexadecimal digits.</returns>
    public static string Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..Bytes]);
    }
}
