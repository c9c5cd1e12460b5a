namespace TwinBert.Search.Cluster;

/// <summary>
/// Calls of our own to a cluster: mappings, scans, bulk writes. Two homes: the backfill's, over Elastic.Transport with the operator's
/// credentials, and the sidecar's, with the credentials of the caller whose write is being served. Implementations are thread-safe.
/// </summary>
public interface IClusterCalls
{
    /// <summary>Sends one call. An engine's error is an answer with its status; no answer at all is one with status 0. Throws only when cancelled.</summary>
    /// <param name="call">What to send.</param>
    /// <param name="cancellationToken">Ends the call upstream too.</param>
    ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken);
}
