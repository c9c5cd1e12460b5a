using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Admission;

/// <summary>Refuses requests of a client that sends more than it may, before anything of them is read.</summary>
internal sealed class ClientRateMiddleware(RequestDelegate next, ClientRates rates, ClientRateMetrics metrics)
{
    private const string RetryAfterSeconds = "1";

    public Task InvokeAsync(HttpContext context)
    {
        if (rates.Admits(context))
        {
            return next(context);
        }

        metrics.Refused();
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return ErrorResponse.WriteAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            "too_many_requests_exception",
            "This client sends more requests than Limits:MaxRequestsPerSecond of TwinBert's configuration lets one send. Send fewer, or have it raised.");
    }
}
