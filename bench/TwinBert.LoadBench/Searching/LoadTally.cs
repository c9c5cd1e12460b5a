using System.Collections.Concurrent;
using HdrHistogram;

namespace TwinBert.LoadBench.Searching;

/// <summary>Counts what one way of searching gives. Thread-safe.</summary>
internal sealed class LoadTally(bool reranks)
{
    private const long LongestMicroseconds = 60_000_000;
    private readonly LongConcurrentHistogram _times = new(1, LongestMicroseconds, 3);
    private readonly ConcurrentDictionary<string, int> _enginesPages = new(StringComparer.Ordinal);

    /// <summary>Counts a search.</summary>
    /// <param name="time">What it took.</param>
    /// <param name="verdict">What the sidecar said of it.</param>
    public void Count(TimeSpan time, string? verdict)
    {
        _times.RecordValue((long)time.TotalMicroseconds);
        if (reranks && verdict?.StartsWith("reranked", StringComparison.Ordinal) != true)
        {
            _enginesPages.AddOrUpdate(verdict ?? "no verdict", 1, (_, count) => count + 1);
        }
    }

    public LoadResult Result(string way, int concurrency) =>
        new(way, concurrency, _times.TotalCount, _times.GetValueAtPercentile(50), _times.GetValueAtPercentile(99), reranks ? _enginesPages : null);
}
