using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Configuration;
using TwinBert.Protocol;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Signing;
using Yarp.ReverseProxy.Forwarder;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// Makes the request that goes upstream out of the one that came: the raw target, every header but the hop-by-hop ones and our own, and nothing added.
/// Responses are copied by the base, without the headers that their <c>Connection</c> names. Thread-safe.
/// </summary>
/// <param name="upstream">The cluster.</param>
internal sealed class UpstreamTransformer(UpstreamOptions upstream) : HttpTransformer
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly string _prefix = new Uri(upstream.Url).GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var target = httpContext.Features.Get<UpstreamTarget>()?.Target ?? RequestTarget.Of(httpContext);
        Address(proxyRequest, target);
        QuotedTargetHandler.Note(proxyRequest, target, RequestTarget.Of(httpContext));
        foreach (var header in httpContext.Request.Headers.Where(header => header.Key.StartsWith(TwinBertHeaders.Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            proxyRequest.Headers.Remove(header.Key);
        }

        if (httpContext.Features.Get<BodyHash>() is { } hash)
        {
            PayloadHash.Note(proxyRequest, hash.Value);
        }

        if (RequestHead.MayBeRefused(httpContext.Request.Headers, target))
        {
            proxyRequest.Headers.ConnectionClose = true;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var isBodyWanted = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        ConnectionOptions.Remove(httpContext.Response.Headers, OptionsOf(proxyResponse));
        return isBodyWanted;
    }

    /// <inheritdoc/>
    public override async ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        await base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
        if (httpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
        {
            ConnectionOptions.Remove(trailers, OptionsOf(proxyResponse));
        }
    }

    /// <summary>Points a request at a target of the cluster, unchanged to the byte.</summary>
    /// <param name="request">The request; its <c>Host</c> becomes the cluster's.</param>
    /// <param name="target">The target.</param>
    public void Address(HttpRequestMessage request, RequestTarget target)
    {
        request.RequestUri = new Uri(_prefix + target, Verbatim);
        request.Headers.Host = upstream.ServerName;
    }

    private static HeaderStringValues OptionsOf(HttpResponseMessage? response) =>
        response?.Headers.NonValidated.TryGetValues("Connection", out var values) == true ? values : default;
}
