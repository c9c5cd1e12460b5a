using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Http;

/// <summary>Counts what is being served, so that a sidecar that stops can say what it waits for and what it cut off.</summary>
internal sealed class RequestsInFlightMiddleware(RequestDelegate next, RequestsInFlight requests)
{
    public async Task InvokeAsync(HttpContext context)
    {
        requests.Begin();
        try
        {
            await next(context);
        }
        finally
        {
            requests.End();
        }
    }
}
