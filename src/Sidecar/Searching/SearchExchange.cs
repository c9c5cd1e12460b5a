using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Rewriting;
using TwinBert.Sidecar.Proxy;
using Yarp.ReverseProxy.Forwarder;

namespace TwinBert.Sidecar.Searching;

/// <summary>Carries a widened search to the engine and an answer to the client. Thread-safe.</summary>
internal sealed class SearchExchange(UpstreamCluster cluster, BodyBuffers buffers, LimitOptions limits)
{
    /// <summary>Reads a search's request, within the limit.</summary>
    public Task<BufferedRequest> ReadRequestAsync(HttpContext context) => BufferedRequest.ReadAsync(context, buffers, limits.MaxSearchRequestBytes);

    /// <summary>Room for an answer.</summary>
    public PooledBody RentPage() => buffers.Rent();

    /// <summary>Sends a widened search with the caller's own headers and credentials, and reads the answer if it is one.</summary>
    public Task<WidenedAnswer> SendAsync(HttpContext context, EligibleSearch search, WidenedSearch widened)
    {
        var own = RequestTarget.Of(context);
        var target = search.Template is not null ? own : own with { Query = widened.QueryString.Length == 0 ? "" : "?" + widened.QueryString };
        return SendAsync(context, target, search.BodyOf(widened));
    }

    /// <summary>Sends a changed request with the caller's own headers and credentials, and reads the answer if it is one.</summary>
    public async Task<WidenedAnswer> SendAsync(HttpContext context, RequestTarget target, ReadOnlyMemory<byte> body)
    {
        var head = await cluster.SendChangedAsync(context, target, body, context.RequestAborted);
        try
        {
            return head.StatusCode == HttpStatusCode.OK
                ? await WidenedAnswer.ReadAsync(head, buffers, limits.MaxResponseBytes, context.RequestAborted)
                : new(head, null, false);
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    /// <summary>The body of an error, decompressed; empty where there is none that can be read.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadErrorAsync(WidenedAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Head.StatusCode == HttpStatusCode.OK)
        {
            return default;
        }

        using var error = await WidenedAnswer.ReadAsync(answer.Head, buffers, limits.MaxResponseBytes, cancellationToken);
        return error.Body is { } body ? body.Bytes.ToArray() : default;
    }

    /// <summary>Streams the engine's answer on as it came.</summary>
    public async Task PassOnAsync(HttpContext context, HttpResponseMessage answer)
    {
        await cluster.CopyHeadAsync(context, answer, context.RequestAborted);
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Answers with a page made of the engine's answer: its head, and compressed if that was.</summary>
    public async Task WriteAsync(HttpContext context, WidenedAnswer answer, PooledBody page)
    {
        await cluster.CopyHeadAsync(context, answer.Head, context.RequestAborted);
        if (!answer.IsCompressed)
        {
            await SendAsync(context, page);
            return;
        }

        using var compressed = await buffers.EncodeAsync(page, context.RequestAborted);
        await SendAsync(context, compressed);
    }

    /// <summary>Tells the client that the cluster did not answer.</summary>
    public Task RefuseAsync(HttpContext context, Exception cause)
    {
        context.Response.Clear();
        var failure = UpstreamFailure.Unreachable(cause, cluster.Address);
        return ErrorResponse.WriteAsync(context, StatusCodes.Status502BadGateway, failure.Type, failure.Reason);
    }

    /// <summary>What one of several searches is answered with when the cluster did not answer it.</summary>
    /// <param name="cause">What happened: an <see cref="IOException"/> when the answer was broken off or cannot be read.</param>
    public byte[] Refusal(Exception cause)
    {
        var failure = cause is IOException
            ? UpstreamFailure.Of(ForwarderError.ResponseHeaders, cause, cluster.Address)
            : UpstreamFailure.Unreachable(cause, cluster.Address);
        return ErrorResponse.Body(StatusCodes.Status502BadGateway, failure.Type, failure.Reason);
    }

    private static async Task SendAsync(HttpContext context, PooledBody body)
    {
        context.Response.ContentLength = body.Bytes.Length;
        await context.Response.Body.WriteAsync(body.Bytes, context.RequestAborted);
    }
}
