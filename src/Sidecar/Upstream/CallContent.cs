using TwinBert.Search.Cluster;

namespace TwinBert.Sidecar.Upstream;

/// <summary>The body of a call of ours.</summary>
internal static class CallContent
{
    /// <summary>The body as it is sent; null for none.</summary>
    public static ReadOnlyMemoryContent? Of(ClusterCall call)
    {
        if (call.Body.IsEmpty)
        {
            return null;
        }

        var content = new ReadOnlyMemoryContent(call.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        return content;
    }
}
