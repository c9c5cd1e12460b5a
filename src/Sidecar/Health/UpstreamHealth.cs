using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.Health;

/// <summary>Looks whether the cluster answers, with the operator's credentials. Thread-safe.</summary>
internal sealed class UpstreamHealth(UpstreamCluster cluster, UpstreamOptions options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Asks the cluster who it is; an answer of any kind, even a refusal, is one.</summary>
    public async Task<Sight> LookAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = OperatorRequest.Create(HttpMethod.Get, options);
            using var answer = await cluster.SendAsync(request, new RequestTarget("/", ""), either.Token);
            return new(true, ClusterIdentity.Read(await answer.Content.ReadAsByteArrayAsync(either.Token)));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(false, null);
        }
    }

    /// <summary>What was seen of the cluster.</summary>
    /// <param name="IsReachable">Whether it answered.</param>
    /// <param name="Identity">Who it says it is; <see langword="null"/> where it does not.</param>
    internal sealed record Sight(bool IsReachable, ClusterIdentity? Identity);
}
