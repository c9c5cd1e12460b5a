using System.Diagnostics;

namespace TwinBert.LoadBench.Searching;

/// <summary>
/// Searches by each way in turn, some tens of searches at a time, so that whatever else the machine does falls on all of them alike and no way is slowed down
/// by another one's work. All ways of a round search for the same; whoever does so first pays for what the engine then has warm, so each comes first in its
/// turn.
/// </summary>
/// <param name="ways">The ways, the direct one first.</param>
/// <param name="index">The index.</param>
/// <param name="queryOf">The text of each search, by its number.</param>
/// <param name="workOf">What a way's proxy has done so far.</param>
internal sealed class SearchRun(IReadOnlyList<SearchWay> ways, string index, Func<int, string> queryOf, Func<SearchWay, ProxyWork> workOf)
{
    private const int LeastRounds = 3;
    private int _queries;

    /// <summary>Searches until engine and proxies have compiled what they run.</summary>
    public Task WarmUpAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        ClosedAsync(concurrency: 4, slice: 100, duration, cancellationToken);

    /// <summary>Each of so many workers searches again as soon as it has its answer.</summary>
    public Task<IReadOnlyList<SearchTally>> ClosedAsync(int concurrency, int slice, TimeSpan duration, CancellationToken cancellationToken) =>
        MeasureAsync(
            async (way, queries, tally) =>
            {
                var next = -1;
                await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
                {
                    for (var i = Interlocked.Increment(ref next); i < queries.Length; i = Interlocked.Increment(ref next))
                    {
                        await SearchAsync(way, queries[i], tally, cancellationToken);
                    }
                }, cancellationToken)));
            },
            slice,
            duration);

    /// <summary>Searches come at a rate, at random, whether or not the ones before have their answers.</summary>
    public Task<IReadOnlyList<SearchTally>> OpenAsync(double rate, int slice, TimeSpan duration, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        return MeasureAsync(
            async (way, queries, tally) =>
            {
                var under = new List<Task>();
                var (start, due) = (Stopwatch.GetTimestamp(), 0.0);
                foreach (var query in queries)
                {
                    due -= Math.Log(1 - random.NextDouble()) / rate;
                    while (Stopwatch.GetElapsedTime(start).TotalSeconds < due)
                    {
                        await Task.Delay(1, cancellationToken);
                    }

                    under.Add(Task.Run(() => SearchAsync(way, query, tally, cancellationToken), cancellationToken));
                }

                await Task.WhenAll(under);
            },
            slice,
            duration);
    }

    private async Task<IReadOnlyList<SearchTally>> MeasureAsync(Func<SearchWay, string[], SearchTally, Task> searchAsync, int slice, TimeSpan duration)
    {
        var tallies = ways.Select(_ => new SearchTally()).ToArray();
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < LeastRounds || Stopwatch.GetElapsedTime(start) < duration; round++)
        {
            await RoundAsync(round, tallies, searchAsync, slice);
        }

        return tallies;
    }

    private async Task RoundAsync(int round, SearchTally[] tallies, Func<SearchWay, string[], SearchTally, Task> searchAsync, int slice)
    {
        var queries = Enumerable.Range(_queries, slice).Select(queryOf).ToArray();
        _queries += slice;
        for (var turn = 0; turn < ways.Count; turn++)
        {
            var i = (round + turn) % ways.Count;
            if (ways[i].IsRepeated)
            {
                await searchAsync(ways[i], queries, new());
            }

            var (before, start) = (workOf(ways[i]), Stopwatch.GetTimestamp());
            await searchAsync(ways[i], queries, tallies[i]);
            tallies[i].End(Stopwatch.GetElapsedTime(start), workOf(ways[i]).Since(before));
        }
    }

    private async Task SearchAsync(SearchWay way, string query, SearchTally tally, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var verdict = await way.SearchAsync(index, query, cancellationToken);
        tally.Count(Stopwatch.GetElapsedTime(start), verdict);
    }
}
