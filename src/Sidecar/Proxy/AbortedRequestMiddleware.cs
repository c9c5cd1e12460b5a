using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Proxy;

/// <summary>A client that hung up is no failure: what its cancellation interrupts ends here, unlogged.</summary>
internal sealed class AbortedRequestMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
            context.Abort();
        }
    }
}
