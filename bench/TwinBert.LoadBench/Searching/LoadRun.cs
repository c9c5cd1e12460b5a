using System.Diagnostics;
using System.Text;

namespace TwinBert.LoadBench.Searching;

/// <summary>Searches by each way in turn, so that whatever else the machine does falls on all of them alike.</summary>
internal static class LoadRun
{
    private const int WarmUpSearches = 100;

    private static readonly (string Way, bool Proxied, string? Hint)[] Ways =
    [
        ("direct", false, null),
        ("through, off", true, "off"),
        ("through, reranked", true, null),
    ];

    public static async Task<IReadOnlyList<LoadResult>> MeasureAsync(LoadSetup setup, int concurrency, TimeSpan duration, CancellationToken cancellationToken)
    {
        var tallies = Ways.Select(way => new LoadTally(way.Proxied && way.Hint is null)).ToArray();
        await SearchAsync(setup, null, concurrency, WarmUpSearches, cancellationToken);
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            var words = new LoadVocabulary(100 + worker);
            while (Stopwatch.GetTimestamp() < end)
            {
                await RoundAsync(setup, tallies, words.Query(), cancellationToken);
            }
        }, cancellationToken)));
        return [.. Ways.Select((way, i) => tallies[i].Result(way.Way, concurrency))];
    }

    private static async Task SearchAsync(LoadSetup setup, LoadTally[]? tallies, int seed, int rounds, CancellationToken cancellationToken)
    {
        var words = new LoadVocabulary(seed);
        for (var i = 0; i < rounds; i++)
        {
            await RoundAsync(setup, tallies, words.Query(), cancellationToken);
        }
    }

    private static async Task RoundAsync(LoadSetup setup, LoadTally[]? tallies, string query, CancellationToken cancellationToken)
    {
        var body = LoadSetup.Search(query);
        // Whoever searches first for a text pays for what the engine then has warm: each way comes first in its turn.
        var first = setup.NextTurn() % Ways.Length;
        for (var turn = 0; turn < Ways.Length; turn++)
        {
            var i = (first + turn) % Ways.Length;
            var start = Stopwatch.GetTimestamp();
            var verdict = await SendAsync(Ways[i].Proxied ? setup.Proxied : setup.Direct, body, Ways[i].Hint, cancellationToken);
            tallies?[i].Count(Stopwatch.GetElapsedTime(start), verdict);
        }
    }

    private static async Task<string?> SendAsync(HttpClient client, string body, string? hint, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, LoadSetup.SearchPath)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (hint is not null)
        {
            request.Headers.Add("X-TwinBert", hint);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.Headers.TryGetValues("X-TwinBert", out var verdicts) ? verdicts.Single() : null;
    }
}
