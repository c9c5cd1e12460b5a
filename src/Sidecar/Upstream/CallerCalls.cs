using Microsoft.AspNetCore.Http;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Upstream;

/// <summary>Calls of ours with the credentials of the caller whose request is being served.</summary>
/// <param name="cluster">Where to send them.</param>
/// <param name="caller">The caller's headers.</param>
internal sealed class CallerCalls(UpstreamCluster cluster, IHeaderDictionary caller) : IClusterCalls
{
    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await cluster.SendAsync(caller, call.Method, RequestTarget.Parse(call.Target), CallContent.Of(call), cancellationToken);
            return new ClusterAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ClusterAnswer.Unreachable(UpstreamFailure.Unreachable(e, cluster.Address).Reason);
        }
    }
}
