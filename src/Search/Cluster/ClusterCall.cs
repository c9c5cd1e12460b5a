using TwinBert.Protocol;

namespace TwinBert.Search.Cluster;

/// <summary>One call to a cluster.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The raw request target: an absolute path, already escaped, with its query string.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="ContentType">The body's media type.</param>
public sealed record ClusterCall(HttpMethod Method, string Target, ReadOnlyMemory<byte> Body = default, string ContentType = "application/json")
{
    /// <summary>
    /// What a sidecar on the way is asked for; <see langword="null"/> where there is none. Only <see cref="TransportClusterCalls"/> sends it.
    /// </summary>
    public RerankHints? Hints { get; init; }

    /// <summary>The media type of bulk and multi-search bodies.</summary>
    public const string Ndjson = "application/x-ndjson";
}
