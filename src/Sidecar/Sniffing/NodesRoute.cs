using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Sniffing;

/// <summary>A request for what the cluster's nodes are, and so for their addresses.</summary>
/// <param name="IsSniff">Whether it is what clients send that want to talk to every node themselves.</param>
internal sealed record NodesRoute(bool IsSniff)
{
    private static readonly NodesRoute Sniff = new(true);
    private static readonly NodesRoute Look = new(false);

    /// <summary>Recognises such a request.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's target.</param>
    /// <returns>The request, or <see langword="null"/> when it is something else.</returns>
    public static NodesRoute? Recognise(string method, RequestTarget target)
    {
        if (!HttpMethods.IsGet(method) || !target.Path.TrimStart('/').StartsWith("_nodes", StringComparison.Ordinal))
        {
            return null;
        }

        return target.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["_nodes", "http"] or ["_nodes", "_all", "http"] => Sniff,
            ["_nodes", .., "stats" or "usage" or "hot_threads"] or ["_nodes", "stats", ..] or ["_nodes", _, "stats" or "usage", ..] => null,
            ["_nodes", ..] segments when segments.Length <= 3 => Look,
            _ => null,
        };
    }
}
