using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.Sniffing;

/// <summary>
/// Keeps clients that ask for the nodes' addresses at the sidecar: where the settings say so, the answer has the sidecar's address in place of each node's.
/// Elsewhere it passes untouched, and the first client that asks is reported.
/// </summary>
internal sealed partial class SniffingMiddleware(RequestDelegate next, TwinBertOptions options, BodyBuffers buffers, ILogger<SniffingMiddleware> logger)
{
    private int _isReported;

    public Task InvokeAsync(HttpContext context)
    {
        if (NodesRoute.Recognise(context.Request.Method, RequestTarget.Of(context)) is not { } route)
        {
            return next(context);
        }

        if (options.PublishAddress is null)
        {
            Report(route);
            return next(context);
        }

        return Address(context.Request) is { } address ? AnswerAsync(context, address) : next(context);
    }

    private void Report(NodesRoute route)
    {
        if (route.IsSniff && Interlocked.Exchange(ref _isReported, 1) == 0)
        {
            Log.Sniffed(logger);
        }
    }

    private string? Address(HttpRequest request)
    {
        if (options.PublishAddress != TwinBertOptions.AddressOfRequest)
        {
            return options.PublishAddress;
        }

        var host = request.Host;
        return !host.HasValue ? null : host.Port is null ? string.Create(CultureInfo.InvariantCulture, $"{host.Value}:80") : host.Value;
    }

    private async Task AnswerAsync(HttpContext context, string address)
    {
        using var held = buffers.Rent();
        var client = context.Response.Body;
        var capture = new CaptureStream(client, held, buffers, options.Limits.MaxResponseBytes, () => IsJson(context.Response));
        context.Response.Body = capture;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        if (!capture.LetGo && !context.RequestAborted.IsCancellationRequested && held.Stream.Length > 0)
        {
            await WriteAsync(context, held, address);
        }
    }

    private async Task WriteAsync(HttpContext context, PooledBody held, string address)
    {
        var encoding = context.Response.Headers.ContentEncoding.ToString();
        var aborted = context.RequestAborted;
        var isPlain = ContentCoding.IsPlain(encoding);
        using var decoded = isPlain ? null : await buffers.DecodeAsync(held, encoding, options.Limits.MaxResponseBytes, aborted);
        using var replaced = buffers.Rent();
        var isReplaced = (isPlain || decoded is not null) && PublishAddresses.TryReplace((decoded ?? held).Bytes.Span, address, replaced.Stream);
        using var compressed = isReplaced && !isPlain ? await buffers.EncodeAsync(replaced, aborted) : null;
        var answer = compressed ?? (isReplaced ? replaced : held);
        if (isReplaced)
        {
            context.Response.ContentLength = answer.Bytes.Length;
        }

        await context.Response.Body.WriteAsync(answer.Bytes, aborted);
    }

    private static bool IsJson(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status200OK && response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A client asked for the addresses of the cluster's nodes, as clients do that sniff: it may go round the sidecar from now on. Set PublishAddress to the address at which clients reach the sidecar, or switch sniffing off in the client")]
        public static partial void Sniffed(ILogger logger);
    }
}
