using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Configuration;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Signing;

namespace TwinBert.Sidecar.Signatures;

/// <summary>
/// Holds the body of a request that is signed on its way out: the signature covers its hash, which is known only at its end. Bodies over
/// <c>Limits:MaxWriteRequestBytes</c>, and any while as much is held as may be, are refused. Last in the pipeline, behind whatever changes bodies.
/// </summary>
internal sealed class SignedBodyMiddleware(RequestDelegate next, UpstreamOptions upstream, BodyBuffers buffers, LimitOptions limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!upstream.IsSigned()
            || request.Headers.Authorization.Count > 0
            || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(context);
            return;
        }

        using var body = await buffers.ReadAsync(request.Body, limits.MaxWriteRequestBytes, context.RequestAborted);
        if (!body.IsWhole)
        {
            await RefuseAsync(context, body.End);
            return;
        }

        var rest = request.Body;
        body.Stream.Position = 0;
        request.Body = body.Stream;
        request.Headers.Remove("Transfer-Encoding");
        request.Headers.Remove("Expect");
        request.ContentLength = body.Stream.Length;
        context.Features.Set(new BodyHash(PayloadHash.Of(body.Stream.GetReadOnlySequence())));
        try
        {
            await next(context);
        }
        finally
        {
            request.Body = rest;
        }
    }

    private Task RefuseAsync(HttpContext context, BodyEnd end)
    {
        // What is left of the body is not read.
        context.Response.Headers.Connection = "close";
        if (end == BodyEnd.TooLarge)
        {
            return ErrorResponse.WriteAsync(
                context,
                StatusCodes.Status413PayloadTooLarge,
                "request_too_large_exception",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"TwinBert holds a request that it signs for AWS, up to {limits.MaxWriteRequestBytes} bytes. Send smaller bulk requests, or raise "
                        + $"Limits:MaxWriteRequestBytes where the domain takes more."));
        }

        context.Response.Headers.RetryAfter = "1";
        return ErrorResponse.WriteAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            "buffers_full_exception",
            "TwinBert holds as many bodies to sign as it may. Send the request again, or raise Limits:MaxBufferedBytes.");
    }
}
