using System.Globalization;
using System.Text.Json;
using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Guarding;

/// <summary>Asks a cluster which index stands behind a name now, and how far its shards are. Thread-safe.</summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="scanner">Finds a shard's highest visible number where its statistics may not be read.</param>
internal sealed class IndexIdentityReader(IClusterCalls calls, IndexScanner scanner)
{
    private const string Shard = "indices.*.shards.*.";
    private const string Wanted = $"error,status,indices.*.uuid,{Shard}routing.primary,{Shard}commit.user_data.history_uuid,{Shard}seq_no.global_checkpoint";

    /// <summary>Asks.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The index; or why it is not known, in one line.</returns>
    public async ValueTask<(IndexIdentity? Identity, string? Failure)> ReadAsync(IndexPlan plan, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(Get(plan.Name, $"_stats/docs?level=shards&filter_path={Wanted}"), cancellationToken).ConfigureAwait(false);
        if (answer.Status is 401 or 403)
        {
            return await ReadVisibleAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        if (!answer.IsSuccess)
        {
            return (null, NotKnown(plan.Name, answer));
        }

        using var json = JsonDocument.Parse(answer.Body);
        return Member(json.RootElement, "indices", plan.Name) is { } index && Member(index, "uuid")?.GetString() is { } uuid
            ? Read(plan, index, uuid)
            : (null, NoIndex(plan.Name));
    }

    /// <summary>Asks only which incarnation of the index is there: the uuid.</summary>
    /// <param name="calls">The way to the cluster.</param>
    /// <param name="name">The index's name, or an alias of it.</param>
    /// <param name="index">The index's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The uuid, <see langword="null"/> when there is no such index; or why it is not known.</returns>
    public static async ValueTask<(string? Uuid, string? Failure)> UuidAsync(
        IClusterCalls calls, string name, string index, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(Get(name, "_settings?flat_settings=true"), cancellationToken).ConfigureAwait(false);
        if (answer.Status == 404)
        {
            return default;
        }

        if (!answer.IsSuccess)
        {
            return (null, $"The settings of '{name}' cannot be read: {EngineError.Describe(answer)}");
        }

        using var json = JsonDocument.Parse(answer.Body);
        return (Member(json.RootElement, index, "settings", "index.uuid")?.GetString(), null);
    }

    // The highest visible number says nothing of writes with a lower one that are still under way, and nothing of the history: the sweep has to find the
    // former.
    private async ValueTask<(IndexIdentity? Identity, string? Failure)> ReadVisibleAsync(IndexPlan plan, CancellationToken cancellationToken)
    {
        var (uuid, failure) = await UuidAsync(calls, plan.Name, plan.Name, cancellationToken).ConfigureAwait(false);
        if (uuid is null)
        {
            return (null, failure ?? NoIndex(plan.Name));
        }

        var shards = new List<ShardIdentity>(plan.Shards);
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            (var last, failure) = await scanner.LastSequenceNumberAsync(plan.Name, shard, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return (null, failure);
            }

            shards.Add(new(shard, History: null, last));
        }

        return (new(uuid, shards), null);
    }

    private static (IndexIdentity? Identity, string? Failure) Read(IndexPlan plan, JsonElement index, string uuid)
    {
        var shards = new List<ShardIdentity>(plan.Shards);
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            if (Primary(index, shard) is not { } primary || primary.Through is null)
            {
                return (null, $"The shard {shard} of '{plan.Name}' has no primary that answers; see the cluster's health.");
            }

            shards.Add(new(shard, primary.History, primary.Through.Value));
        }

        return (new(uuid, shards), null);
    }

    private static (string? History, long? Through)? Primary(JsonElement index, int shard)
    {
        if (!index.TryGetProperty("shards", out var shards) || !shards.TryGetProperty(shard.ToString(CultureInfo.InvariantCulture), out var copies))
        {
            return null;
        }

        foreach (var copy in copies.EnumerateArray())
        {
            if (Member(copy, "routing", "primary") is { ValueKind: JsonValueKind.True })
            {
                return (Member(copy, "commit", "user_data", "history_uuid")?.GetString(), Member(copy, "seq_no", "global_checkpoint")?.GetInt64());
            }
        }

        return null;
    }

    private static JsonElement? Member(JsonElement parent, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out parent))
            {
                return null;
            }
        }

        return parent;
    }

    private static string NotKnown(string name, ClusterAnswer answer) =>
        answer.Status == 404 ? NoIndex(name) : $"The shards of '{name}' cannot be asked how far they are: {EngineError.Describe(answer)}";

    private static string NoIndex(string name) => $"There is no index '{name}' any more.";

    private static ClusterCall Get(string index, string rest) => new(HttpMethod.Get, $"/{Uri.EscapeDataString(index)}/{rest}");
}
