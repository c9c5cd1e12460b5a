using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace TwinBert.Sidecar.Http;

/// <summary>
/// Refuses tunnels, and requests that two parties could read differently, most of all those whose end they could see in different places. The engines accept
/// such framing, so a proxy must not pass it on: what one side takes for a body, the other could take for the next request. That is so, too, where a request
/// expects what nobody knows: Elasticsearch answers it with 417, and takes the body that comes after all for the next request.
/// </summary>
internal sealed class FramingGuardMiddleware(RequestDelegate next)
{
    // The server takes Content-Length out of the way when there is a Transfer-Encoding too, and leaves it under this name.
    private const string DisplacedContentLength = "X-Content-Length";

    // The server takes more than a target may have; one of these written to the engine could end the line there.
    private static readonly SearchValues<char> NotOfATarget = SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Select(code => (char)code), '\u007f']);

    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsConnect(context.Request.Method))
        {
            return RefuseAsync(context, "no_tunnel_exception", "TwinBert opens no tunnels: it passes requests on to one cluster.");
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.AsSpan().IndexOfAny(NotOfATarget) >= 0)
        {
            return RefuseAsync(
                context,
                "ambiguous_target_exception",
                "TwinBert refuses a request target with white space or control characters: escape them with percent signs.");
        }

        // As the engines do.
        if (!target.StartsWith('/') && target.Contains("://", StringComparison.Ordinal))
        {
            return RefuseAsync(context, "absolute_target_exception", "TwinBert takes no request target with a scheme and a host: send the path alone.");
        }

        if (Ambiguity(context.Request) is { } reason)
        {
            return RefuseAsync(context, "ambiguous_framing_exception", reason);
        }

        if (IsFulfillable(context.Request.Headers.Expect))
        {
            return next(context);
        }

        // As the engines answer it.
        context.Response.StatusCode = StatusCodes.Status417ExpectationFailed;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    // What follows on the connection could be the rest of this request as well as another one.
    private static Task RefuseAsync(HttpContext context, string type, string reason)
    {
        context.Response.Headers.Connection = "close";
        return ErrorResponse.WriteAsync(context, StatusCodes.Status400BadRequest, type, reason);
    }

    private static bool IsFulfillable(StringValues expectation) =>
        expectation.Count == 0 || (expectation.Count == 1 && string.Equals(expectation[0], "100-continue", StringComparison.OrdinalIgnoreCase));

    private static string? Ambiguity(HttpRequest request)
    {
        var encoding = request.Headers.TransferEncoding;
        if (encoding.Count == 0)
        {
            return null;
        }

        if (request.Headers.ContentLength is not null || request.Headers.ContainsKey(DisplacedContentLength))
        {
            return "TwinBert refuses a request with both Content-Length and Transfer-Encoding: send one of them.";
        }

        if (request.Protocol == HttpProtocol.Http10)
        {
            return "TwinBert refuses Transfer-Encoding in HTTP/1.0: send Content-Length, or HTTP/1.1.";
        }

        return encoding.Count == 1 && string.Equals(encoding.ToString(), "chunked", StringComparison.OrdinalIgnoreCase)
            ? null
            : "TwinBert takes no Transfer-Encoding but a single 'chunked'.";
    }
}
