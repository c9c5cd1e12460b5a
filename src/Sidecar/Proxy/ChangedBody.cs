using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Proxy;

/// <summary>Makes the headers of a client's request say what is true of the body that takes the place of the client's.</summary>
internal static class ChangedBody
{
    private const string Json = "application/json";
    private static readonly string[] OfTheContent = ["Content-Length", "Content-Encoding", "Content-MD5"];
    private static readonly string[] OfTheRequest = ["Content-Digest", "Digest", "Accept-Encoding"];

    public static void Describe(HttpRequestMessage request, IHeaderDictionary client)
    {
        var content = request.Content!;
        Array.ForEach(OfTheContent, name => content.Headers.Remove(name));
        Array.ForEach(OfTheRequest, name => request.Headers.Remove(name));

        // It is all in memory: waiting for the engine's leave to send it would cost a round trip.
        request.Headers.ExpectContinue = null;
        if (content.Headers.ContentType is null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", TypeThatGoesWith(client.Accept.ToString()));
        }

        // Gzip is what we can read, and what an engine chooses among the codings that clients offer.
        if (ContentCoding.AcceptsGzip(client.AcceptEncoding))
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", ContentCoding.Gzip);
        }
    }

    // Elasticsearch wants the same compatible-with version in both headers.
    private static string TypeThatGoesWith(string accept) =>
        accept.StartsWith("application/vnd.elasticsearch+json", StringComparison.OrdinalIgnoreCase) && !accept.Contains(',', StringComparison.Ordinal) ? accept : Json;
}
