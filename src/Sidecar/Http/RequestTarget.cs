using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TwinBert.Sidecar.Http;

/// <summary>
/// A request target as the client wrote it. The server's own <c>Path</c> is decoded and has dot segments removed; an engine sees neither, and
/// date math (<c>%3Clogs-%7Bnow%2Fd%7D%3E</c>) does not survive it.
/// </summary>
/// <param name="Path">The path, escaped as it came.</param>
/// <param name="Query">The query string with its question mark, as it came; empty when there is none.</param>
internal readonly record struct RequestTarget(string Path, string Query)
{
    /// <summary>The target of a request.</summary>
    /// <param name="context">The request.</param>
    public static RequestTarget Of(HttpContext context) => ClientRequest.Of(context).Target;

    /// <summary>Splits a raw target.</summary>
    /// <param name="raw">The target of the request line.</param>
    public static RequestTarget Parse(string raw)
    {
        var origin = OriginForm(raw);
        var question = origin.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? new(origin, "") : new(origin[..question], origin[question..]);
    }

    /// <summary>The decoded segments of the path. A plus sign is a plus sign, and an escaped slash does not split.</summary>
    public string[] Segments() => Array.ConvertAll(Path.TrimStart('/').Split('/'), Uri.UnescapeDataString);

    /// <inheritdoc/>
    public override string ToString() => Path + Query;

    private static string OriginForm(string raw)
    {
        // The asterisk of OPTIONS; no other form gets here.
        return raw.StartsWith('/') ? raw : "/";
    }
}
