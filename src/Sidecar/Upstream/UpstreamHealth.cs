using TwinBert.Configuration;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Upstream;

/// <summary>Looks whether the cluster answers, with the operator's credentials. Thread-safe.</summary>
internal sealed class UpstreamHealth(UpstreamCluster cluster, UpstreamOptions options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private volatile Look? _last;

    /// <summary>Whether the cluster answers: an answer of any kind, even a refusal, is one. It is asked once in a second, whoever wants to know.</summary>
    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < Every)
        {
            return last.IsReachable;
        }

        var isReachable = await AskAsync(cancellationToken);
        _last = new(isReachable, time.GetTimestamp());
        return isReachable;
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = OperatorRequest.Create(HttpMethod.Get, options);
            using var answer = await cluster.SendAsync(request, new RequestTarget("/", ""), either.Token);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private sealed record Look(bool IsReachable, long At);
}
