using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Bodies;

/// <summary>
/// A body of ours in a client's request. It is never compressed: the way to the engine is short, and compressing again would cost more than it saves.
/// </summary>
internal static class ReplacedBody
{
    private const string Json = "application/json";
    private const string Versioned = "application/vnd.elasticsearch+";

    /// <summary>
    /// The headers that describe a client's body: how it travels, and what was computed over its bytes. The client's question whether to send it
    /// (<c>Expect</c>) is answered once it was read.
    /// </summary>
    public static readonly IReadOnlyList<string> Describing =
    [
        "Content-Length", "Content-Encoding", "Content-Range", "Transfer-Encoding", "Trailer", "Expect",
        "Content-MD5", "Content-Digest", "Digest", "Repr-Digest",
    ];

    /// <summary>Replaces the body of a request that is on its way through the sidecar.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">The new body.</param>
    /// <param name="length">Its length; <see langword="null"/> to send it in chunks.</param>
    public static void Set(HttpRequest request, Stream body, long? length)
    {
        request.Body = body;
        foreach (var name in Describing)
        {
            request.Headers.Remove(name);
        }

        request.ContentLength = length;
    }

    /// <summary>Makes the headers of a request that goes to the engine say what is true of a body that takes the place of the client's.</summary>
    /// <param name="request">The request, with the new body and the client's headers.</param>
    /// <param name="client">The client's headers.</param>
    public static void Describe(HttpRequestMessage request, IHeaderDictionary client)
    {
        var content = request.Content!;
        foreach (var name in Describing)
        {
            Remove(content.Headers, name);
            Remove(request.Headers, name);
        }

        if (content.Headers.ContentType is null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", TypeThatGoesWith(client.Accept.ToString()));
        }

        // Gzip is what we can read, and what an engine chooses among the codings that clients offer.
        request.Headers.Remove("Accept-Encoding");
        if (ContentCoding.AcceptsGzip(client.AcceptEncoding))
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", ContentCoding.Gzip);
        }
    }

    // Headers of the content and of the request refuse to be asked for each other's, but not to say what they have.
    private static void Remove(HttpHeaders headers, string name)
    {
        if (headers.NonValidated.Contains(name))
        {
            headers.Remove(name);
        }
    }

    // Elasticsearch wants the same compatible-with version in both headers.
    private static string TypeThatGoesWith(string accept)
    {
        var form = accept.StartsWith(Versioned, StringComparison.OrdinalIgnoreCase) && !accept.Contains(',', StringComparison.Ordinal)
            ? accept.AsSpan(Versioned.Length)
            : default;
        var version = form.IndexOf(';');
        return form.IsEmpty ? Json : string.Concat(Versioned, "json", version < 0 ? default : form[version..]);
    }
}
