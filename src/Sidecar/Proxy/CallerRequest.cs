using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Proxy;

/// <summary>
/// A request of ours in the name of a caller. Identity may travel in any header (authorization, cookies, run-as, what a gateway in front adds),
/// so all are sent but those that describe the caller's own message.
/// </summary>
internal static class CallerRequest
{
    private static readonly FrozenSet<string> OfTheMessage = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "HTTP2-Settings", "Expect",
        "Content-Length", "Content-Type", "Content-Encoding", "Content-MD5", "Content-Range", "Digest", "Content-Digest",
        "Accept", "Accept-Encoding", "Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");

    public static HttpRequestMessage Create(HttpContext context, HttpMethod method, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, (Uri?)null) { Content = content, Version = System.Net.HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!OfTheMessage.Contains(name) && !name.StartsWith(TwinBertHeaders.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return request;
    }
}
