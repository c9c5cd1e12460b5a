using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.Sidecar.Health;

/// <summary>Answers what is below <c>/_twinbert/</c>; nothing there goes to the engine.</summary>
internal sealed class HealthMiddleware(RequestDelegate next, Readiness readiness)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(TwinBertHeaders.PathPrefix.TrimEnd('/'), StringComparison.Ordinal, out var rest))
        {
            return next(context);
        }

        context.Response.StatusCode = rest.Value switch
        {
            "/health/live" => StatusCodes.Status200OK,
            "/health/ready" => readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status404NotFound,
        };
        return Task.CompletedTask;
    }
}
