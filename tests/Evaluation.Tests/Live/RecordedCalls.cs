using System.Text;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Tests.Live;

/// <summary>A cluster that gives the same answer to every search, and another one where it is not asked to leave reranking off.</summary>
internal sealed class RecordedCalls(string answer = """{"hits":{"hits":[]}}""") : IClusterCalls
{
    /// <summary>What a sidecar answers; <see langword="null"/> where there is none.</summary>
    public string? Reranked { get; init; }

    public List<ClusterCall> Sent { get; } = [];

    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        Sent.Add(call);
        var served = Reranked is not null && call.Hints is { Off: false };
        var verdict = Reranked is null ? null : new RerankVerdict { Status = served ? RerankStatus.Reranked : RerankStatus.Skipped };
        return ValueTask.FromResult(new ClusterAnswer(200, Encoding.UTF8.GetBytes(served ? Reranked! : answer)) { Verdict = verdict });
    }
}
