using TwinBert.Protocol;

namespace TwinBert.Client.Elasticsearch;

/// <summary>What <see cref="TwinBertSettingsExtensions.UseTwinBert"/> sets up beside reading verdicts. Immutable and thread-safe.</summary>
public sealed record TwinBertElasticsearchOptions
{
    /// <summary>The hints of requests that have none of their own and are made outside any <see cref="RerankScope"/>.</summary>
    /// <value><see langword="null"/>: the sidecar's configuration decides</value>
    public RerankHints? Hints { get; init; }

    /// <summary>
    /// Called once for each response with a verdict. It runs on the request's own path and concurrently for concurrent requests, so it should
    /// be quick, thread-safe and not throw.
    /// </summary>
    /// <value><see langword="null"/>: nobody is told</value>
    public Action<RerankObservation>? OnVerdict { get; init; }
}
