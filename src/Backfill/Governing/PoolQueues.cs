using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Governing;

/// <summary>
/// Whether the nodes that an index is on have more to do than they get done: searches or writes wait for a thread, or are turned away since too many wait.
/// A queue is a moment's: one that was long when it was looked at before as well is meant. Not for concurrent use.
/// </summary>
/// <param name="calls">The way to the cluster without repetitions.</param>
/// <param name="mostWaiting">How many may wait for each thread of a pool.</param>
internal sealed class PoolQueues(IClusterCalls calls, double mostWaiting)
{
    private static readonly string[] Pools = ["search", "write"];
    private static readonly string Wanted = string.Join(',', Pools.SelectMany(pool => new[] { "threads", "queue", "rejected" }.Select(
        figure => $"nodes.*.thread_pool.{pool}.{figure}")));

    private readonly HashSet<(string Node, string Pool)> _long = [];
    private readonly Dictionary<(string Node, string Pool), long> _rejected = [];
    private bool _mayAsk = true;

    /// <summary>Looks at the nodes.</summary>
    /// <param name="nodes">What the cluster calls the nodes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether a pool of one of them has too much to do; false where nobody may know.</returns>
    public async ValueTask<bool> AreFullAsync(IReadOnlyCollection<string> nodes, CancellationToken cancellationToken)
    {
        if (!_mayAsk || nodes.Count == 0)
        {
            return false;
        }

        var target = $"/_nodes/{string.Join(',', nodes.Select(Uri.EscapeDataString))}/stats/thread_pool?filter_path={Wanted}";
        var answer = await calls.SendAsync(new(HttpMethod.Get, target), cancellationToken).ConfigureAwait(false);

        // An account that may not, or a service that has no nodes to show, says the same the next time.
        _mayAsk = answer.IsSuccess || answer.Status is 0 or 429 or >= 500;
        if (!answer.IsSuccess)
        {
            return false;
        }

        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.TryGetProperty("nodes", out var found) && Judge(found);
    }

    private bool Judge(JsonElement nodes)
    {
        var areFull = false;
        foreach (var node in nodes.EnumerateObject())
        {
            foreach (var pool in Pools)
            {
                areFull |= node.Value.TryGetProperty("thread_pool", out var pools) && pools.TryGetProperty(pool, out var figures)
                    && IsFull((node.Name, pool), figures);
            }
        }

        return areFull;
    }

    private bool IsFull((string Node, string Pool) pool, JsonElement figures)
    {
        var rejected = figures.GetProperty("rejected").GetInt64();
        var turnedAway = _rejected.TryGetValue(pool, out var before) && rejected > before;
        _rejected[pool] = rejected;

        // Threads are made when there is work: a pool that has none yet has nothing to do.
        var isLong = figures.GetProperty("queue").GetInt64() > mostWaiting * Math.Max(1, figures.GetProperty("threads").GetInt32());
        var wasLong = !(isLong ? _long.Add(pool) : _long.Remove(pool)) && isLong;
        return turnedAway || wasLong;
    }
}
