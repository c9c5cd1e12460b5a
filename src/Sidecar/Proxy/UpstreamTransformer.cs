using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace TwinBert.Sidecar.Proxy;

/// <summary>
/// Makes the request that goes upstream out of the one that came: the raw target, every header but the hop-by-hop ones and our own, and nothing added.
/// Responses are copied by the base. Thread-safe.
/// </summary>
/// <param name="upstream">The cluster's address.</param>
internal sealed class UpstreamTransformer(Uri upstream) : HttpTransformer
{
    // An engine answers a head over its limit (8 KB on OpenSearch, 16 KB on Elasticsearch, 4 KB for the request line) and leaves the connection open
    // but deaf. Heads that could be over it travel on a connection of their own, so that no later request hangs on it.
    private const int SafeHeadBytes = 6 << 10;
    private const int SafeRequestLineBytes = 3 << 10;
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly string _prefix = upstream.GetLeftPart(UriPartial.Authority);

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var target = httpContext.Features.Get<UpstreamTarget>()?.Target ?? RequestTarget.Of(httpContext);
        Address(proxyRequest, target);
        foreach (var header in httpContext.Request.Headers.Where(header => header.Key.StartsWith(TwinBertHeaders.Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            proxyRequest.Headers.Remove(header.Key);
        }

        if (HeadBytes(httpContext.Request) > SafeHeadBytes || target.Path.Length + target.Query.Length > SafeRequestLineBytes)
        {
            proxyRequest.Headers.ConnectionClose = true;
        }
    }

    /// <summary>Points a request at a target of the cluster, unchanged to the byte.</summary>
    /// <param name="request">The request; its <c>Host</c> becomes the cluster's.</param>
    /// <param name="target">The target.</param>
    public void Address(HttpRequestMessage request, RequestTarget target)
    {
        request.RequestUri = new Uri(_prefix + target, Verbatim);
        request.Headers.Host = null;
    }

    private static int HeadBytes(HttpRequest request) =>
        request.Headers.Sum(header => header.Value.Sum(value => header.Key.Length + (value?.Length ?? 0) + 4));
}
