using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TwinBert.Sidecar.Bodies;

/// <summary>
/// Lets whoever reads a request's body give that up, as happens where a client hangs up while its body is awaited: the server would go on to the next
/// request of a connection on which, to it, a read is still going on.
/// </summary>
internal sealed class AbandonableBodyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
        {
            context.Request.Body = new AbandonableBody(context.Request.BodyReader);
        }

        return next(context);
    }
}
