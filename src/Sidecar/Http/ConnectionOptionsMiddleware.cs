using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Http;

/// <summary>
/// Takes the headers out of a request that its <c>Connection</c> names, before anything looks at them: what the engine is not told must not count here
/// either. Our own are meant for us.
/// </summary>
internal sealed class ConnectionOptionsMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var connection = context.Request.Headers.Connection;
        if (connection.Count > 0)
        {
            foreach (var name in ConnectionOptions.Of(connection).Where(IsForTheEngine).ToArray())
            {
                context.Request.Headers.Remove(name);
            }
        }

        return next(context);
    }

    private static bool IsForTheEngine(string name) => !name.StartsWith(TwinBertHeaders.Prefix, StringComparison.OrdinalIgnoreCase);
}
