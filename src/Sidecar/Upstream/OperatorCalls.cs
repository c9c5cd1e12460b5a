using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// Calls of ours with the operator's credentials: questions about the cluster, and the upkeep of embeddings. What they bring is never shown to a client.
/// Thread-safe.
/// </summary>
internal sealed class OperatorCalls(UpstreamCluster cluster, UpstreamOptions options) : IClusterCalls
{
    /// <summary>Whether there are credentials.</summary>
    public bool HasCredentials => options.HasCredentials();

    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        try
        {
            using var request = OperatorRequest.Create(call.Method, options);
            request.Content = CallContent.Of(call);
            using var response = await cluster.SendAsync(request, RequestTarget.Parse(call.Target), cancellationToken);
            return new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ClusterAnswer.Unreachable(UpstreamFailure.Unreachable(e, cluster.Address).Reason);
        }
    }
}
