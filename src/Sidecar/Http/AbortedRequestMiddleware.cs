using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Http;

/// <summary>
/// A client that hung up is no failure: what its cancellation interrupts ends here, unlogged. One that sends a chunk of a size that no number holds is told
/// so; the server takes that for a failure of its own.
/// </summary>
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
        catch (IOException e) when (e.InnerException is OverflowException && !context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.Headers.Connection = "close";
            await ErrorResponse.WriteAsync(
                context, StatusCodes.Status400BadRequest, "ambiguous_framing_exception", "TwinBert refuses a request with a chunk whose size is out of range.");
        }
    }
}
