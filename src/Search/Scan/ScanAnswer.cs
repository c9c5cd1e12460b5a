using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Search.Scan;

/// <summary>Reads an engine's answers to a scan.</summary>
internal static class ScanAnswer
{
    public static ScanPage Read(ClusterAnswer answer, out string? snapshotId)
    {
        snapshotId = null;
        if (!answer.IsSuccess)
        {
            return ScanPage.Failed(EngineError.Describe(answer));
        }

        try
        {
            var list = DocumentListReader.Read(answer.Body);
            snapshotId = list.SnapshotId;
            return list.FailedShards > 0 ? ScanPage.Failed("A shard did not answer the scan; see the cluster's log and health.") : new ScanPage(list.Documents);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return ScanPage.Failed("The answer to the scan is no search response; is there something else than an engine at this URL?");
        }
    }

    /// <summary>
    /// Whether an answer that could not be read may be so because of a source in it. Elasticsearch breaks off the connection at a source that it cannot print,
    /// or answers with its own error; else the source is in the answer and makes it unreadable.
    /// </summary>
    public static bool MayBeASource(ClusterAnswer answer) => answer.IsSuccess || answer.Status is 0 or 500;
}
