using TwinBert.Protocol;

namespace TwinBert.Search.Cluster;

/// <summary>What a cluster answered.</summary>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Body">The body, decoded; empty when there was none.</param>
/// <param name="Failure">Why there was no answer, in one line; <see langword="null"/> when there was one.</param>
public sealed record ClusterAnswer(int Status, ReadOnlyMemory<byte> Body, string? Failure = null)
{
    /// <summary>How long the cluster asks to wait before the next try (<c>Retry-After</c>); <see langword="null"/> when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What a sidecar on the way says of a search; <see langword="null"/> where there is none. Only of <see cref="TransportClusterCalls"/>.</summary>
    public RerankVerdict? Verdict { get; init; }

    /// <summary>Whether the status is 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>An answer that never came.</summary>
    /// <param name="failure">Why, in one line.</param>
    public static ClusterAnswer Unreachable(string failure) => new(0, default, failure);
}
