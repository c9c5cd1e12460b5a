using Microsoft.AspNetCore.Http;
using TwinBert.Search.Cluster;

namespace TwinBert.Sidecar.Proxy;

/// <summary>Calls of ours with the credentials of the caller whose request is being served.</summary>
/// <param name="cluster">Where to send them.</param>
/// <param name="context">The caller's request.</param>
internal sealed class CallerCalls(UpstreamCluster cluster, HttpContext context) : IClusterCalls
{
    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await cluster.SendAsync(context, call.Method, RequestTarget.Parse(call.Target), Content(call), cancellationToken);
            return new ClusterAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ClusterAnswer.Unreachable(UpstreamFailure.Unreachable(e, cluster.Address).Reason);
        }
    }

    private static ReadOnlyMemoryContent? Content(ClusterCall call)
    {
        if (call.Body.IsEmpty)
        {
            return null;
        }

        var content = new ReadOnlyMemoryContent(call.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        return content;
    }
}
