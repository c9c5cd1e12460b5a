using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Governing;

/// <summary>
/// Slows a run down while the cluster shows that it has too much to do: it answers 429, or searches of the index take longer than they did. Half the speed at
/// each sign, and a tenth more each time that there is none, so that what is left over is found, as networks do. Not for concurrent use but for
/// <see cref="Share"/>.
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
        HttpMethod.Get, $"/{Uri.EscapeDataString(index)}/_stats/search?filter_path=_all.total.search.query_total,_all.total.search.query_time_in_millis");

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
        var isRefused = answer.Status == 429
            || (call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && answer.Body.Span.IndexOf(RefusedDocument) >= 0);
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
            Judge(await SearchTimeAsync(cancellationToken).ConfigureAwait(false));
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

    private void Judge(double? searchTime)
    {
        _best = searchTime is { } taken && (_best is not { } best || taken < best) ? taken : _best;
        var isSlow = searchTime is { } now && _best is { } usual && now > (usual * options.SlowestSearches) && now > usual + options.SlackMilliseconds;
        var isRefused = Interlocked.Exchange(ref _refusals, 0) > 0;
        var more = Share + Step > 1 - (Step / 2) ? 1 : Share + Step;
        Volatile.Write(ref _share, isSlow || isRefused ? Math.Max(options.LeastShare, Share / 2) : more);
    }

    // What a search of the index has taken on average since the last question, in milliseconds; null where there were too few, or nobody may know.
    private async ValueTask<double?> SearchTimeAsync(CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(_question, cancellationToken).ConfigureAwait(false);
        if (Read(answer) is not { } now)
        {
            return null;
        }

        // To begin with, what searches took as long as the engine remembers is the best that is known.
        var before = _before;
        _before = now;
        _best ??= before is null && now.Searches >= options.FewestSearches ? (double)now.Milliseconds / now.Searches : null;
        return before is { } then && now.Searches - then.Searches >= options.FewestSearches
            ? (double)(now.Milliseconds - then.Milliseconds) / (now.Searches - then.Searches)
            : null;
    }

    private static (long Searches, long Milliseconds)? Read(ClusterAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            return null;
        }

        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.TryGetProperty("_all", out var all)
            ? (all.GetProperty("total").GetProperty("search").GetProperty("query_total").GetInt64(),
                all.GetProperty("total").GetProperty("search").GetProperty("query_time_in_millis").GetInt64())
            : null;
    }
}
