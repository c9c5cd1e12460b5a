using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Ingest;

/// <summary>A request's body that is not the client's own any more.</summary>
internal static class ReplacedBody
{
    /// <summary>Replaces a body and the headers that describe how it travels. It is never compressed: the way to the engine is short, and compressing again would cost more than it saves.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">The new body.</param>
    /// <param name="length">Its length; <see langword="null"/> to send it in chunks.</param>
    public static void Set(HttpRequest request, Stream body, long? length)
    {
        request.Body = body;
        request.Headers.Remove("Content-Encoding");
        request.Headers.Remove("Transfer-Encoding");
        request.ContentLength = length;
    }
}
