using System.Collections.Concurrent;
using BitFaster.Caching.Lru;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Visibility;

/// <summary>
/// Finds out whether a caller may see all text fields of the indices that are searched, because vectors tell of all of them. The engine is asked with the
/// caller's own credentials, beside the search:
/// <list type="number">
/// <item>Whether it has security at all; where not, nobody is asked about for a while.</item>
/// <item>Elasticsearch: whether any role of the caller's hides any field. Most have none, and then see everything everywhere.</item>
/// <item>Otherwise: which of the text fields the caller sees in these indices. A field that is not seen may be hidden or absent: with the operator's
/// credentials the two can be told apart, without them it counts as hidden.</item>
/// </list>
/// Answers are kept for a minute, of a limited number of callers, by keys that tell nothing of their credentials. Thread-safe.
/// </summary>
internal sealed partial class TextVisibility(UpstreamCluster cluster, OperatorCalls own, CallerKeys keys, TimeProvider time, ILogger<TextVisibility> logger)
{
    private const int Most = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly FastConcurrentLru<CallerKey, Found> _found = new(Most);
    private readonly ConcurrentDictionary<CallerKey, Lazy<Task<Sight>>> _asked = new();

    // By the fields: the settings of several indices are put together anew for each search.
    private readonly LogSilences<string> _told = new(time, Timeout.InfiniteTimeSpan);
    private long _openUntil = long.MinValue;

    /// <summary>What is known already; <see langword="null"/> for nothing.</summary>
    /// <param name="caller">Whose search it is.</param>
    /// <param name="search">What is searched.</param>
    public Sight? Known(CallerKey caller, SearchedText search) =>
        time.GetTimestamp() < Interlocked.Read(ref _openUntil) || Recall(caller) is { Sight: Sight.Whole } ? Sight.Whole : Recall(KeyOf(caller, search))?.Sight;

    /// <summary>Finds it out. The question goes on when the caller's request is over: what it gives is of use to the next.</summary>
    /// <param name="client">The caller's request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="search">What is searched.</param>
    public Task<Sight> FindAsync(ClientRequest client, CallerKey caller, SearchedText search)
    {
        if (Known(caller, search) is { } known)
        {
            return Task.FromResult(known);
        }

        var key = KeyOf(caller, search);
        var calls = cluster.DetachedCallsFor(client);
        return _asked.GetOrAdd(key, _ => new(() => Task.Run(() => AskAsync(calls, caller, key, search)))).Value;
    }

    private CallerKey KeyOf(CallerKey caller, SearchedText search) => keys.With(caller, search.Indices);

    private Found? Recall(CallerKey key) => _found.TryGet(key, out var found) && time.GetTimestamp() < found.Until ? found : null;

    private async Task<Sight> AskAsync(IClusterCalls calls, CallerKey caller, CallerKey key, SearchedText search)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var sight = await AskAsync(calls, caller, search, patience.Token);
            Keep(key, sight);
            var fields = string.Join(", ", search.Paths);
            if (sight != Sight.Whole && _told.TryBreak(fields, 1, out _))
            {
                Log.NotWhole(logger, search.Indices, fields, sight);
            }

            return sight;
        }
        catch (OperationCanceledException)
        {
            Keep(key, Sight.Unknown);
            return Sight.Unknown;
        }
        finally
        {
            _asked.TryRemove(key, out _);
        }
    }

    private async Task<Sight> AskAsync(IClusterCalls calls, CallerKey caller, SearchedText search, CancellationToken cancellationToken)
    {
        // 1 whether there is security, 2 whether it hides anything from the caller
        var privileges = await calls.SendAsync(new(HttpMethod.Get, PrivilegesQuestion.Target(search.Family)), cancellationToken);
        switch (PrivilegesQuestion.Read(search.Family, privileges))
        {
            case CallerPrivileges.NoSecurity:
                Interlocked.Exchange(ref _openUntil, time.GetTimestamp() + TicksOf(KnownFor));
                return Sight.Whole;
            case CallerPrivileges.NothingHidden:
                Keep(caller, Sight.Whole);
                return Sight.Whole;
            case CallerPrivileges.NoAnswer:
                return Sight.Unknown;
            case var privilege:
                // 3 what the caller sees of these indices
                return await CompareAsync(calls, search, privilege, cancellationToken);
        }
    }

    private async Task<Sight> CompareAsync(IClusterCalls calls, SearchedText search, CallerPrivileges privileges, CancellationToken cancellationToken)
    {
        var question = new ClusterCall(HttpMethod.Get, FieldView.Target(search.Indices, search.Paths));
        var answer = await calls.SendAsync(question, cancellationToken);
        if (!answer.IsSuccess || FieldView.Read(answer.Body) is not { } mine)
        {
            return Sight.Unknown;
        }

        if (search.Paths.All(path => mine.Sees(path, null, isAbsentSeen: false)))
        {
            return Sight.Whole;
        }

        var all = own.HasCredentials && await own.SendAsync(question, cancellationToken) is { IsSuccess: true } seen ? FieldView.Read(seen.Body) : null;

        // A text field that no mapping has is hidden all the same from whom some are.
        return search.Paths.All(path => mine.Sees(path, all, isAbsentSeen: privileges != CallerPrivileges.SomeHidden)) ? Sight.Whole : Sight.Partial;
    }

    private void Keep(CallerKey key, Sight sight) =>
        _found.AddOrUpdate(key, new(sight, time.GetTimestamp() + TicksOf(sight == Sight.Unknown ? UnknownFor : KnownFor)));

    private long TicksOf(TimeSpan period) => (long)(period.TotalSeconds * time.TimestampFrequency);

    private sealed record Found(Sight Sight, long Until);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Searches of a caller on {Indices} are not reranked: not all of {Fields} are seen with the caller's credentials "
            + "({Sight}). "
            + "Grant the fields, take those that no mapping has out of TextFields, or give Upstream credentials that may read the mapping. "
            + "Said once for these fields")]
        public static partial void NotWhole(ILogger logger, string indices, string fields, Sight sight);
    }
}

/// <summary>Whether a caller may see all text that the vectors of an index are made of.</summary>
internal enum Sight
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Not all of it, as far as can be told.</summary>
    Partial,

    /// <summary>The engine could not be asked.</summary>
    Unknown,
}
