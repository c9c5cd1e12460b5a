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

        if (RequestHead.MayBeRefused(httpContext.Request.Headers, target))
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
}
