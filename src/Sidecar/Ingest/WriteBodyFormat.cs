using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Whether the body of a write can be read, by its headers.</summary>
internal static class WriteBodyFormat
{
    private static readonly string[] Suffixes = ["json", "x-ndjson", "vnd.elasticsearch+json", "vnd.elasticsearch+x-ndjson"];

    /// <summary>Why a body cannot be read, or <see langword="null"/> when it can.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isGzip">Whether the body is compressed by gzip.</param>
    public static WriteOutcome? Refuse(HttpRequest request, out bool isGzip)
    {
        var encoding = request.Headers.ContentEncoding.ToString().Trim();
        isGzip = ContentCoding.IsGzip(encoding);
        if (!IsJson(request.ContentType))
        {
            return WriteOutcome.MediaType;
        }

        return isGzip || ContentCoding.IsPlain(encoding) ? null : WriteOutcome.ContentEncoding;
    }

    // JSON is UTF-8 to every engine, whatever a charset parameter says, so parameters are not looked at.
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
        && Suffixes.Any(suffix => type.SubType.Equals(suffix, StringComparison.OrdinalIgnoreCase));
}
