using System.Diagnostics;
using System.Text;
using HdrHistogram;

namespace TwinBert.LoadBench.Searching;

/// <summary>Searches by each way in turn, so that whatever else the machine does falls on all of them alike.</summary>
internal static class LoadRun
{
    private const long LongestMicroseconds = 60_000_000;
    private const int WarmUpSearches = 100;

    private static readonly (string Way, bool Proxied, string? Hint)[] Ways =
    [
        ("direct", false, null),
        ("through, off", true, "off"),
        ("through, reranked", true, null),
    ];

    public static async Task<IReadOnlyList<LoadResult>> MeasureAsync(LoadSetup setup, int concurrency, TimeSpan duration, CancellationToken cancellationToken)
    {
        var histograms = Ways.Select(_ => new LongConcurrentHistogram(1, LongestMicroseconds, 3)).ToArray();
        await SearchAsync(setup, null, concurrency, WarmUpSearches, cancellationToken);
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            var words = new LoadVocabulary(100 + worker);
            while (Stopwatch.GetTimestamp() < end)
            {
                await RoundAsync(setup, histograms, words.Query(), cancellationToken);
            }
        }, cancellationToken)));
        return [.. Ways.Select((way, i) => new LoadResult(way.Way, concurrency, histograms[i].TotalCount, histograms[i].GetValueAtPercentile(50), histograms[i].GetValueAtPercentile(99)))];
    }

    private static async Task SearchAsync(LoadSetup setup, LongConcurrentHistogram[]? histograms, int seed, int rounds, CancellationToken cancellationToken)
    {
        var words = new LoadVocabulary(seed);
        for (var i = 0; i < rounds; i++)
        {
            await RoundAsync(setup, histograms, words.Query(), cancellationToken);
        }
    }

    private static async Task RoundAsync(LoadSetup setup, LongConcurrentHistogram[]? histograms, string query, CancellationToken cancellationToken)
    {
        var body = LoadSetup.Search(query);
        // Whoever searches first for a text pays for what the engine then has warm: each way comes first in its turn.
        var first = setup.NextTurn() % Ways.Length;
        for (var turn = 0; turn < Ways.Length; turn++)
        {
            var i = (first + turn) % Ways.Length;
            var start = Stopwatch.GetTimestamp();
            await SendAsync(Ways[i].Proxied ? setup.Proxied : setup.Direct, body, Ways[i].Hint, Ways[i].Proxied && Ways[i].Hint is null, cancellationToken);
            histograms?[i].RecordValue((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    private static async Task SendAsync(HttpClient client, string body, string? hint, bool mustRerank, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, LoadSetup.SearchPath) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (hint is not null)
        {
            request.Headers.Add("X-TwinBert", hint);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (mustRerank && !response.Headers.GetValues("X-TwinBert").Single().StartsWith("reranked", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("A search was not reranked: " + response.Headers.GetValues("X-TwinBert").Single());
        }
    }
}
