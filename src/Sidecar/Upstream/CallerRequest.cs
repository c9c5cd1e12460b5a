using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// A request of ours in the name of a caller. Identity may travel in any header (authorization, cookies, run-as, what a gateway in front adds),
/// so all are sent but those that describe the caller's own message. That is also true of its place in a trace: what is learnt for one request serves many.
/// </summary>
internal static class CallerRequest
{
    private static readonly FrozenSet<string> OfTheMessage = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        [
            .. ReplacedBody.Describing, "Content-Type",
            .. TraceContext.Headers,
            "Host", "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "HTTP2-Settings",
            "Accept", "Accept-Encoding", "Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
        ]);

    /// <summary>Whether a header describes the caller's own message.</summary>
    public static bool IsOfTheMessage(string name) => OfTheMessage.Contains(name);

    /// <summary>Makes one.</summary>
    /// <param name="caller">The caller's headers.</param>
    /// <param name="method">The method.</param>
    /// <param name="content">The body; <see langword="null"/> for none.</param>
    public static HttpRequestMessage Create(IHeaderDictionary caller, HttpMethod method, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, (Uri?)null)
        {
            Content = content,
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, values) in caller)
        {
            if (!OfTheMessage.Contains(name) && !name.StartsWith(TwinBertHeaders.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return request;
    }
}
