using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Exporting;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Status;

/// <summary>
/// Answers what is below <c>/_twinbert/</c>; nothing there goes to the engine, and nothing else is answered on the admin surface's own listener.
/// <list type="bullet">
/// <item><c>health/live</c>: 200 as long as the process answers.</item>
/// <item><c>health/ready</c>: 200 from the moment that the model is warm and the port open until the sidecar is told to stop. A cluster that cannot be
/// reached is named in the body but does not change that: where it stands, the sidecar's own error says more than a balancer's.</item>
/// <item><c>status</c>: what runs here, what it stands in front of as far as requests have shown it, and what became of searches and written documents so far.
/// Asks the cluster nothing.</item>
/// <item><c>metrics</c>: the metrics as Prometheus reads them, where they are given out.</item>
/// <item><c>admin</c>: what an operator may do.</item>
/// </list>
/// </summary>
internal sealed class OwnPathsMiddleware(
    RequestDelegate next, Readiness readiness, UpstreamHealth upstream, StatusReport report, ExportedTelemetry telemetry, AdminAccess access,
    AdminActions actions, BodyBuffers buffers)
{
    private const string Admin = "/admin";
    private static readonly AdminRefusal NoSuchPath = new(
        StatusCodes.Status404NotFound,
        "resource_not_found_exception",
        "There is no such path below /_twinbert/: ask for health/live, health/ready, status or, of twinbert serve, metrics; POST to admin/rerank/off or on.");

    private static readonly AdminRefusal WrongMethod = new(
        StatusCodes.Status405MethodNotAllowed,
        "method_not_allowed_exception",
        "What is below /_twinbert/ is read with GET, and what is below /_twinbert/admin/ done with POST.");

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(TwinBertHeaders.PathPrefix.TrimEnd('/'), StringComparison.Ordinal, out var rest))
        {
            return AnswerAsync(context, rest.Value ?? "");
        }

        return AdminAccess.IsOwnListener(context) ? RefuseAsync(context, NoSuchPath) : next(context);
    }

    private Task AnswerAsync(HttpContext context, string path)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var switches = path.StartsWith(Admin + "/", StringComparison.Ordinal);
        if (!path.StartsWith("/health/", StringComparison.Ordinal) && access.FindRefusal(context, switches) is { } refusal)
        {
            return RefuseAsync(context, refusal);
        }

        return (path, isRead, switches) switch
        {
            (_, false, true) when HttpMethods.IsPost(context.Request.Method) => actions.AnswerAsync(context, path[Admin.Length..]),
            (_, false, _) or (_, _, true) => RefuseAsync(context, WrongMethod),
            ("/health/live", _, _) => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => json.WriteString("status", "live")),
            ("/health/ready", _, _) => ReadyAsync(context),
            ("/status", _, _) => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, report.Write),
            ("/metrics", _, _) when telemetry.Export is { } export => MetricsAsync(context, export.Prometheus),
            _ => RefuseAsync(context, NoSuchPath),
        };
    }

    private static Task RefuseAsync(HttpContext context, AdminRefusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"twinbert\"";
        }

        return ErrorResponse.WriteAsync(context, refusal.Status, refusal.Type, refusal.Reason);
    }

    private async Task MetricsAsync(HttpContext context, PrometheusEndpoint metrics)
    {
        var form = PrometheusForm.For(context.Request.Headers.Accept.ToString());

        // Collected before room is taken, or else the scrape would count itself among the bodies that are held.
        var text = metrics.Scrape(form);
        using var body = buffers.Rent();
        text.End(body.Stream);
        context.Response.ContentType = form.MediaType;
        context.Response.ContentLength = body.Stream.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await body.WriteToAsync(context.Response.Body, context.RequestAborted);
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
