using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Sniffing;

/// <summary>
/// Keeps clients that ask for the nodes' addresses at the sidecar: where the settings say so, the answer has the sidecar's address in place of each node's.
/// Elsewhere it passes untouched, and the first client that asks is reported.
/// </summary>
internal sealed partial class SniffingMiddleware(
    RequestDelegate next,
    TwinBertOptions options,
    AnswerRewriter answers,
    BodyBuffers buffers,
    ILogger<SniffingMiddleware> logger)
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

        return Address(context.Request) is { } address
            ? answers.RunAsync(context, next, new(() => IsJson(context.Response), () => true, body => Replace(body, address)))
            : next(context);
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

    private PooledBody? Replace(PooledBody body, string address)
    {
        var replaced = buffers.Rent();
        if (PublishAddresses.TryReplace(body.Bytes.Span, address, replaced.Stream))
        {
            return replaced;
        }

        replaced.Dispose();
        return null;
    }

    private static bool IsJson(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status200OK && response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A client asked for the addresses of the cluster's nodes, as clients do that sniff: it may go round the sidecar "
            + "from now on. Set PublishAddress to the address at which clients reach the sidecar, or switch sniffing off in the client")]
        public static partial void Sniffed(ILogger logger);
    }
}
