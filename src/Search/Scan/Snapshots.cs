using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;

namespace TwinBert.Search.Scan;

/// <summary>A snapshot of one shard that the engine keeps for us: its id is renewed with every page.</summary>
internal sealed record Snapshot(string Id);

/// <summary>Opens and closes point-in-time snapshots, as each family of engines spells it.</summary>
internal sealed class Snapshots(IClusterCalls calls, ClusterIdentity identity, TimeSpan keepAlive)
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    private readonly bool _openSearch = identity.Family == EngineFamily.OpenSearch;

    public string KeepAlive { get; } = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)keepAlive.TotalSeconds)}s");

    /// <summary>Whether an answer says that the snapshot is no longer there: it expired, its node left, or the cluster restarted.</summary>
    public static bool IsLost(ClusterAnswer answer) =>
        answer.Status == 404 && Encoding.UTF8.GetString(answer.Body.Span).Contains("search_context_missing_exception", StringComparison.Ordinal);

    public async ValueTask<(Snapshot? Snapshot, string? Failure)> OpenAsync(ShardRange range, CancellationToken cancellationToken)
    {
        var path = _openSearch ? "_search/point_in_time" : "_pit";
        var target = string.Create(
            CultureInfo.InvariantCulture,
            $"/{Uri.EscapeDataString(range.Index)}/{path}?keep_alive={KeepAlive}&preference=_shards:{range.Shard}");
        var answer = await calls.SendAsync(new ClusterCall(HttpMethod.Post, target), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return (null, EngineError.Describe(answer));
        }

        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.TryGetProperty(_openSearch ? "pit_id" : "id", out var id) && id.GetString() is { } text
            ? (new Snapshot(text), null)
            : (null, "The engine opened a snapshot without an id.");
    }

    /// <summary>
    /// Lets a snapshot go. Not cancelled with the scan, whose end it is, but not waited for either where the cluster is gone: failing to is harmless, as the
    /// engine drops it when its time is up.
    /// </summary>
    public async ValueTask CloseAsync(Snapshot? snapshot)
    {
        if (snapshot is null)
        {
            return;
        }

        var id = JsonSerializer.Serialize(snapshot.Id);
        var call = _openSearch
            ? new ClusterCall(HttpMethod.Delete, "/_search/point_in_time", Encoding.UTF8.GetBytes($$"""{"pit_id":[{{id}}]}"""))
            : new ClusterCall(HttpMethod.Delete, "/_pit", Encoding.UTF8.GetBytes($$"""{"id":{{id}}}"""));
        using var patience = new CancellationTokenSource(ClosePatience);
        try
        {
            await calls.SendAsync(call, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The engine will see to it.
        }
    }
}
