using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// The cluster behind the sidecar. Everything that goes to it goes through here, over one pool of connections. Thread-safe.
/// </summary>
internal sealed partial class UpstreamCluster(
    IHttpForwarder forwarder, UpstreamTransformer transformer, UpstreamOptions options, SeenCluster seen, UpstreamNodes nodes,
    TimeProvider time, ILogger<UpstreamCluster> logger) : IDisposable
{
    // No timeout of ours: a search may run for as long as the engine and the client agree on, and ends when either hangs up.
    private static readonly ForwarderRequestConfig Forwarding = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly LogSilences<string> _silences = new(time, LogSilence.Length);
    private readonly HttpMessageInvoker _connections = UpstreamConnections.Open(options, nodes, seen, time);

    /// <summary>The cluster's address, without a path.</summary>
    public Uri Address { get; } = new(options.Url);

    /// <summary>
    /// Sends a request on as it stands and streams the answer back; where the cluster does not answer, the client is told so by a 502 or 504.
    /// </summary>
    /// <param name="context">The request; its body may have been replaced. An <see cref="UpstreamTarget"/> feature replaces its target.</param>
    public async Task ForwardAsync(HttpContext context)
    {
        var error = await forwarder.SendAsync(context, options.Url, _connections, Forwarding, transformer);
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var failure = UpstreamFailure.Of(error, context.GetForwarderErrorFeature()?.Exception, Address);
        if (_silences.TryBreak(failure.Type, 1, out var unsaid))
        {
            Log.NotForwarded(logger, failure.Type, failure.Reason, unsaid);
        }

        if (!context.Response.HasStarted)
        {
            await ErrorResponse.WriteAsync(context, context.Response.StatusCode, failure.Type, failure.Reason);
        }
    }

    /// <summary>
    /// Sends a request in the name of a caller: with the headers and so the credentials that the caller sent. Returns once the response's head is there.
    /// </summary>
    /// <param name="caller">The caller's headers.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">The target.</param>
    /// <param name="content">The body to send instead of the caller's; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Ends the call upstream too.</param>
    /// <exception cref="HttpRequestException">The cluster did not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        IHeaderDictionary caller, HttpMethod method, RequestTarget target, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = CallerRequest.Create(caller, method, content);
        transformer.Address(request, target);
        if (RequestHead.MayBeRefused(caller, target))
        {
            request.Headers.ConnectionClose = true;
        }

        return await _connections.SendAsync(request, cancellationToken);
    }

    /// <summary>
    /// Sends a client's request with another query string and body: all else, method and headers, stays the client's, but for its place in a trace. Returns
    /// once the response's head is there.
    /// </summary>
    /// <param name="context">The client's request.</param>
    /// <param name="target">The target to send it to.</param>
    /// <param name="json">The body to send.</param>
    /// <param name="cancellationToken">Ends the call upstream too.</param>
    /// <exception cref="HttpRequestException">The cluster did not answer.</exception>
    public async Task<HttpResponseMessage> SendChangedAsync(
        HttpContext context,
        RequestTarget target,
        ReadOnlyMemory<byte> json,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), (Uri?)null)
        {
            Content = new ReadOnlyMemoryContent(json),
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        await transformer.TransformRequestAsync(context, request, options.Url, cancellationToken);
        ReplacedBody.Describe(request, context.Request.Headers);
        TraceContext.Continue(request);
        transformer.Address(request, target);
        QuotedTargetHandler.Note(request, target, RequestTarget.Of(context));
        return await _connections.SendAsync(request, cancellationToken);
    }

    /// <summary>Sends a request of our own, with no one's credentials but those on it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Ends the call upstream too.</param>
    /// <exception cref="HttpRequestException">The cluster did not answer.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, RequestTarget target, CancellationToken cancellationToken)
    {
        transformer.Address(request, target);
        return _connections.SendAsync(request, cancellationToken);
    }

    /// <summary>Calls of ours in the name of a caller, with the caller's credentials.</summary>
    /// <param name="client">The caller's request.</param>
    public IClusterCalls CallsFor(ClientRequest client) => new CallerCalls(this, client.Headers);

    /// <summary>The same, for calls that may go on when the caller's request is over.</summary>
    /// <param name="client">The caller's request.</param>
    public IClusterCalls DetachedCallsFor(ClientRequest client) =>
        new CallerCalls(this, new HeaderDictionary(new Dictionary<string, StringValues>(client.Headers, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Copies status, reason phrase and headers of a response to the client's.</summary>
    /// <param name="context">Whose response is written.</param>
    /// <param name="response">What the cluster answered.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask<bool> CopyHeadAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = response.ReasonPhrase;
        return transformer.TransformResponseAsync(context, response, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A request was not served ({Type}): {Reason} ({Unsaid} more for this reason since the last such line)")]
        public static partial void NotForwarded(ILogger logger, string type, string reason, long unsaid);
    }
}
