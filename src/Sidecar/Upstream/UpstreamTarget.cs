using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Upstream;

/// <summary>A request feature: the target to send upstream instead of the one that the client sent.</summary>
/// <param name="Target">The target.</param>
internal sealed record UpstreamTarget(RequestTarget Target)
{
    /// <summary>Has a request go on with another query string.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">Its target.</param>
    /// <param name="query">The query string, with or without its question mark; the target's own for no change.</param>
    public static void SetQuery(HttpContext context, RequestTarget target, string query)
    {
        if (query != target.Query)
        {
            context.Features.Set(new UpstreamTarget(target with { Query = query.StartsWith('?') ? query : "?" + query }));
        }
    }
}
