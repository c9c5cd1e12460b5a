using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Governing;

/// <summary>
/// Slows a run down while the cluster shows that it has too much to do: it answers 429, searches of the index take longer than they did, or searches or
/// writes queue up on the nodes that the index is on. Half the speed at each sign, and a tenth more each time that there is none, so that what is left over
/// is found, as networks do. Not for concurrent use but for <see cref="Share"/>.
/// </summary>
/// <param name="calls">The way to the cluster without repetitions.</param>
/// <param name="index">The index.</param>
/// <param name="options">When to slow down.</param>
/// <param name="time">Measures and waits.</param>
internal sealed class Governor(IClusterCalls calls, string index, GovernorOptions options, TimeProvider time) : IClusterCalls
{
    private const double Step = 0.1;

    // In the answer to a bulk request that was taken as such.
    private static ReadOnlySpan<byte> RefusedDocument => "\"status\":429"u8;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ClusterCall _question = new(
        HttpMethod.Get,
        $"/{Uri.EscapeDataString(index)}/_stats/search?level=shards"
            + "&filter_path=_all.total.search.query_total,_all.total.search.query_time_in_millis,indices.*.shards.*.routing.node");

    private readonly PoolQueues _queues = new(calls, options.MostWaiting);

    private double _share = 1;
    private int _refusals;
    private long? _asked;
    private long _resumed = time.GetTimestamp();
    private (long Searches, long Milliseconds)? _before;
    private double? _best;

    /// <summary>The part of its speed that the run keeps, up to 1.</summary>
    public double Share => Volatile.Read(ref _share);

    /// <summary>Passes a call on, and notes whether the cluster had no room for it.</summary>
    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var isRefused = options.IsOn && (answer.Status == 429
            || (call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && answer.Body.Span.IndexOf(RefusedDocument) >= 0));
        if (isRefused)
        {
            Interlocked.Increment(ref _refusals);
        }

        return answer;
    }

    /// <summary>Asks the cluster how it is, where that was not done lately, and waits as long as the share demands. To be called before each batch.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (!options.IsOn)
        {
            return;
        }

        if (_asked is not { } asked || time.GetElapsedTime(asked) >= options.Interval)
        {
            var (searchTime, nodes) = await SearchTimeAsync(cancellationToken).ConfigureAwait(false);
            Judge(searchTime, await _queues.AreFullAsync(nodes, cancellationToken).ConfigureAwait(false));
            _asked = time.GetTimestamp();
        }

        // As long as the work since the last pause took, times what is missing of the share.
        if (Share < 1)
        {
            var pause = time.GetElapsedTime(_resumed) * ((1 / Share) - 1);
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken).ConfigureAwait(false);
        }

        _resumed = time.GetTimestamp();
    }

    private void Judge(double? searchTime, bool areFull)
    {
        _best = searchTime is { } taken && (_best is not { } best || taken < best) ? taken : _best;
        var isSlow = searchTime is { } now && _best is { } usual && now > (usual * options.SlowestSearches) && now > usual + options.SlackMilliseconds;
        var isRefused = Interlocked.Exchange(ref _refusals, 0) > 0;
        var more = Share + Step > 1 - (Step / 2) ? 1 : Share + Step;
        Volatile.Write(ref _share, isSlow || isRefused || areFull ? Math.Max(options.LeastShare, Share / 2) : more);
    }

    // What a search of the index has taken on average since the last question, in milliseconds, null where there were too few; and which nodes it is on.
    // Nothing where nobody may know.
    private async ValueTask<(double? Milliseconds, string[] Nodes)> SearchTimeAsync(CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(_question, cancellationToken).ConfigureAwait(false);
        var (now, nodes) = Read(answer);
        if (now is not { } counted)
        {
            return (null, nodes);
        }

        // To begin with, what searches took as long as the engine remembers is the best that is known.
        var before = _before;
        _before = counted;
        _best ??= before is null && counted.Searches >= options.FewestSearches ? (double)counted.Milliseconds / counted.Searches : null;
        double? taken = before is { } then && counted.Searches - then.Searches >= options.FewestSearches
            ? (double)(counted.Milliseconds - then.Milliseconds) / (counted.Searches - then.Searches)
            : null;
        return (taken, nodes);
    }

    private static ((long Searches, long Milliseconds)? Searches, string[] Nodes) Read(ClusterAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            return (null, []);
        }

        using var json = JsonDocument.Parse(answer.Body);
        return (SearchesIn(json.RootElement), NodesIn(json.RootElement));
    }

    private static (long Searches, long Milliseconds)? SearchesIn(JsonElement stats) => stats.TryGetProperty("_all", out var all)
        ? (all.GetProperty("total").GetProperty("search").GetProperty("query_total").GetInt64(),
            all.GetProperty("total").GetProperty("search").GetProperty("query_time_in_millis").GetInt64())
        : null;

    private static string[] NodesIn(JsonElement stats) => stats.TryGetProperty("indices", out var indices)
        ? [.. indices.EnumerateObject()
            .SelectMany(one => one.Value.GetProperty("shards").EnumerateObject())
            .SelectMany(shard => shard.Value.EnumerateArray())
            .Select(copy => copy.TryGetProperty("routing", out var routing) && routing.TryGetProperty("node", out var node) ? node.GetString() : null)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)]
        : [];
}
