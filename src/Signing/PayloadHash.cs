using System.Buffers;
using System.Security.Cryptography;

namespace TwinBert.Signing;

/// <summary>The hash of a request's body, which its signature covers.</summary>
public static class PayloadHash
{
    private static readonly HttpRequestOptionsKey<string> Known = new("TwinBert.PayloadHash");

    /// <summary>The hash of bytes.</summary>
    /// <param name="body">The body, in as many pieces as it is held in.</param>
    /// <returns>SHA-256 in small hexadecimal digits.</returns>
    public static string Of(ReadOnlySequence<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in body)
        {
            hash.AppendData(piece.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Says what the hash of a request's body is, so that it need not be read for it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hash">The hash, as <see cref="Of(ReadOnlySequence{byte})"/> gives it.</param>
    public static void Note(HttpRequestMessage request, string hash)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(Known, hash);
    }

    internal static async Task<string> FindAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(Known, out var known))
        {
            return known;
        }

        if (request.Content is not { } content)
        {
            return Of(ReadOnlySequence<byte>.Empty);
        }

        // What is in memory already is read where it stands; anything else is held, so that it can be sent after it was read.
        if (content is not (ReadOnlyMemoryContent or ByteArrayContent))
        {
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        }

        var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(body, cancellationToken).ConfigureAwait(false));
        body.Position = 0;
        return hash;
    }
}
