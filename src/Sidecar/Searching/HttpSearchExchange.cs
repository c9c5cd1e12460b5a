using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Configuration;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Cutting;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;
using Yarp.ReverseProxy.Forwarder;

namespace TwinBert.Sidecar.Searching;

/// <summary>The exchange of a request that came over HTTP: with the client's own headers and credentials.</summary>
internal sealed class HttpSearchExchange(HttpContext context, UpstreamCluster cluster, Spans spans, BodyBuffers buffers, LimitOptions limits) : ISearchExchange
{
    /// <summary>Sees the hits of every answer; <see langword="null"/> for nobody.</summary>
    public ReadScreen? Reads { get; init; }

    public async Task<EngineAnswer> SendAsync(OutgoingSearch search)
    {
        using var stage = context.Features.GetRequiredFeature<SearchStages>().Start(SearchStage.Search, spans.Start(Spans.Search, ActivityKind.Client));
        var own = RequestTarget.Of(context);
        var target = search.QueryString is { } query ? own with { Query = query.Length == 0 ? "" : "?" + query } : own;
        var head = await cluster.SendChangedAsync(context, target, search.Body, context.RequestAborted);
        stage.Span?.SetTag("http.response.status_code", (int)head.StatusCode);
        try
        {
            var answer = head.StatusCode == HttpStatusCode.OK
                ? await EngineAnswer.ReadAsync(head, buffers, limits.MaxResponseBytes, context.RequestAborted)
                : new(head, null, false);
            Reads?.See(DocumentReadKind.Search, answer.Body?.Bytes ?? default, search.HasWholeSources);
            return answer;
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    public async Task PassOnAsync(EngineAnswer answer)
    {
        await cluster.CopyHeadAsync(context, answer.Head, context.RequestAborted);
        await answer.Head.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public async Task WriteAsync(EngineAnswer answer, PooledBody page)
    {
        await cluster.CopyHeadAsync(context, answer.Head, context.RequestAborted);
        if (!answer.IsCompressed)
        {
            await WriteAsync(page);
            return;
        }

        using var compressed = await buffers.EncodeAsync(page, context.RequestAborted);
        await WriteAsync(compressed);
    }

    public async Task<ReadOnlyMemory<byte>> ReadErrorAsync(EngineAnswer answer)
    {
        if (answer.Head.StatusCode == HttpStatusCode.OK)
        {
            return default;
        }

        using var error = await EngineAnswer.ReadAsync(answer.Head, buffers, limits.MaxResponseBytes, context.RequestAborted);
        return error.Body is { } body ? body.Bytes.ToArray() : default;
    }

    public byte[] Refusal(Exception cause)
    {
        var failure = cause is IOException
            ? UpstreamFailure.Of(ForwarderError.ResponseHeaders, cause, cluster.Address)
            : UpstreamFailure.Unreachable(cause, cluster.Address);
        return ErrorResponse.Body(StatusCodes.Status502BadGateway, failure.Type, failure.Reason);
    }

    private async Task WriteAsync(PooledBody body)
    {
        context.Response.ContentLength = body.Bytes.Length;
        await context.Response.Body.WriteAsync(body.Bytes, context.RequestAborted);
    }
}
