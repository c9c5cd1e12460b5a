using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Serve;

/// <summary>
/// Looks whether there is a cluster before a sidecar stands in front of it. One that refuses our credentials is one: callers bring their own.
/// </summary>
internal static class UpstreamProbe
{
    /// <summary>Looks; <see langword="null"/> where there is a cluster.</summary>
    public static async Task<string?> FindProblemAsync(UpstreamOptions options, CancellationToken cancellationToken)
    {
        using var calls = OperatorCalls.Open(options);
        var (identity, answer) = await ClusterIdentity.AskAsync(calls, cancellationToken);
        if (answer.Status == 0)
        {
            return answer.Failure;
        }

        return identity is not null || answer.Status is 401 or 403
            ? null
            : $"What answers at {options.Url} is neither Elasticsearch nor OpenSearch (HTTP {answer.Status}). Correct Upstream:Url or --upstream.";
    }
}
