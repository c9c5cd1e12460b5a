using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Exporting;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Status;

/// <summary>
/// Answers what is below <c>/_twinbert/</c>; nothing there goes to the engine.
/// <list type="bullet">
/// <item><c>health/live</c>: 200 as long as the process answers.</item>
/// <item><c>health/ready</c>: 200 from the moment that the model is warm and the port open until the sidecar is told to stop. A cluster that cannot be
/// reached is named in the body but does not change that: where it stands, the sidecar's own error says more than a balancer's.</item>
/// <item><c>status</c>: what runs here, what it stands in front of as far as requests have shown it, and what became of searches and written documents so far.
/// Asks the cluster nothing.</item>
/// <item><c>metrics</c>: the metrics as Prometheus reads them, where they are given out.</item>
/// </list>
/// </summary>
internal sealed class HealthMiddleware(RequestDelegate next, Readiness readiness, UpstreamHealth upstream, StatusReport report, ExportedTelemetry telemetry)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(TwinBertHeaders.PathPrefix.TrimEnd('/'), StringComparison.Ordinal, out var rest))
        {
            return next(context);
        }

        return HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? AnswerAsync(context, rest.Value)
            : ErrorResponse.WriteAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                "method_not_allowed_exception",
                "What is below /_twinbert/ is only read: use GET.");
    }

    private async Task AnswerAsync(HttpContext context, string? path)
    {
        switch (path)
        {
            case "/health/live":
                await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => json.WriteString("status", "live"));
                break;
            case "/health/ready":
                await ReadyAsync(context);
                break;
            case "/status":
                await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, report.Write);
                break;
            case "/metrics" when telemetry.Export is { } export:
                await MetricsAsync(context, export.Prometheus);
                break;
            default:
                await ErrorResponse.WriteAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    "resource_not_found_exception",
                    "There is no such path below /_twinbert/: ask for health/live, health/ready, status or, of twinbert serve, metrics.");
                break;
        }
    }

    private static async Task MetricsAsync(HttpContext context, PrometheusEndpoint metrics)
    {
        var form = PrometheusForm.For(context.Request.Headers.Accept.ToString());
        var body = metrics.Scrape(form);
        context.Response.ContentType = form.MediaType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private async Task ReadyAsync(HttpContext context)
    {
        var isReachable = await upstream.IsReachableAsync(context.RequestAborted);
        await JsonAnswer.WriteAsync(context, readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteString("status", readiness.State);
            json.WriteString("upstream", isReachable ? "reachable" : "unreachable");
        });
    }
}
