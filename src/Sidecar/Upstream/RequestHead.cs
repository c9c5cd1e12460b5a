using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Upstream;

/// <summary>The size of what goes upstream before a body.</summary>
internal static class RequestHead
{
    // An engine answers a head over its limit (8 KB on OpenSearch, 16 KB on Elasticsearch, 4 KB for the request line) and leaves the connection open
    // but deaf. Heads that could be over it travel on a connection of their own, so that no later request hangs on it.
    private const int SafeBytes = 6 << 10;
    private const int SafeLineBytes = 3 << 10;

    /// <summary>Whether an engine could refuse the head.</summary>
    /// <param name="client">The headers that are sent.</param>
    /// <param name="target">The target that it is sent to.</param>
    public static bool MayBeRefused(IHeaderDictionary client, RequestTarget target) =>
        target.Path.Length + target.Query.Length > SafeLineBytes
        || client.Sum(header => header.Value.Sum(value => header.Key.Length + (value?.Length ?? 0) + 4)) > SafeBytes;
}
