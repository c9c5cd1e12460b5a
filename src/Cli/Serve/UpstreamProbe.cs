using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Serve;

/// <summary>
/// Looks whether there is a cluster before a sidecar stands in front of it. One that refuses our credentials is one: callers bring their own.
/// </summary>
internal static class UpstreamProbe
{
    /// <summary>Says what there is of a cluster; throws where there must be one and is none.</summary>
    /// <param name="problem">What was found, by <see cref="FindProblemAsync"/>.</param>
    /// <param name="waitForUpstream">Whether to serve all the same.</param>
    public static async Task JudgeAsync(string? problem, bool waitForUpstream)
    {
        if (problem is null)
        {
            return;
        }

        if (!waitForUpstream)
        {
            throw new UnusableInputException(problem + " To start before the cluster does, give --wait-for-upstream.");
        }

        await Console.Error.WriteLineAsync("twinbert: " + problem + " Serving all the same; requests are answered with 502 until it can be reached.");
    }

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
