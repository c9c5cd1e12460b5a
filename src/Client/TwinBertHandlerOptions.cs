using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>How a <see cref="TwinBertHandler"/> behaves. Immutable and thread-safe.</summary>
public sealed record TwinBertHandlerOptions
{
    /// <summary>The hints of requests that have none of their own and are made outside any <see cref="RerankScope"/>.</summary>
    /// <value>No hints: the sidecar's configuration decides</value>
    public RerankHints Hints { get; init; } = new();

    /// <summary>
    /// Called once for each response with a verdict, before the response is handed over: for logs, counters or a test. It runs on the
    /// request's own path and concurrently for concurrent requests, so it should be quick and thread-safe; what it throws, the caller of the request gets.
    /// </summary>
    /// <value><see langword="null"/>: nobody is told</value>
    public Action<RerankObservation>? OnVerdict { get; init; }
}
