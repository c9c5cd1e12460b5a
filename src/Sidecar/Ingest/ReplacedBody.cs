using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Ingest;

/// <summary>A request's body that is not the client's own any more.</summary>
internal static class ReplacedBody
{
    // How it travels, and what was computed over the client's bytes. The client's own question whether to send is answered: its body is being read.
    private static readonly string[] Outdated = ["Content-Encoding", "Transfer-Encoding", "Expect", "Content-MD5", "Content-Digest", "Digest", "Repr-Digest"];

    /// <summary>Replaces a body and the headers that describe how it travels. It is never compressed: the way to the engine is short, and compressing again would cost more than it saves.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">The new body.</param>
    /// <param name="length">Its length; <see langword="null"/> to send it in chunks.</param>
    public static void Set(HttpRequest request, Stream body, long? length)
    {
        request.Body = body;
        Array.ForEach(Outdated, name => request.Headers.Remove(name));
        request.ContentLength = length;
    }
}
