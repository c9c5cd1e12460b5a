using System.Diagnostics;
using HdrHistogram;

namespace TwinBert.LoadBench.Forwarding;

/// <summary>Sends the same request each way in turn, so that whatever else the machine does falls on all of them alike.</summary>
internal static class ForwardingRun
{
    private const long LongestMicroseconds = 60_000_000;
    private const int WarmUpRounds = 2_000;

    /// <summary>What is sent and answered: a read of a document, and a search on an index that the sidecar has no settings for.</summary>
    public static readonly (string Name, string Path, int RequestBytes)[] Exchanges =
    [
        ("1 KiB read", "/answer/1024", 0),
        ("search, 16 KiB", "/answer/16384", 300),
    ];

    public static async Task<IReadOnlyList<ForwardingResult>> MeasureAsync(
        ForwardingSetup setup,
        (string Name, string Path, int RequestBytes) exchange,
        int concurrency,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var ways = setup.Ways;
        var histograms = ways.Select(_ => new LongConcurrentHistogram(1, LongestMicroseconds, 3)).ToArray();
        await WorkAsync(ways, exchange, null, concurrency, round => round < WarmUpRounds, cancellationToken);
        var before = ways.Select(way => way.ProcessorTime).ToArray();
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await WorkAsync(ways, exchange, histograms, concurrency, _ => Stopwatch.GetTimestamp() < end, cancellationToken);
        return [.. ways.Select((way, i) => new ForwardingResult(
            way.Name,
            exchange.Name,
            concurrency,
            histograms[i].TotalCount,
            histograms[i].GetValueAtPercentile(50),
            histograms[i].GetValueAtPercentile(99),
            (way.ProcessorTime - before[i]).TotalMicroseconds / histograms[i].TotalCount))];
    }

    private static Task WorkAsync(
        List<ForwardingWay> ways,
        (string Name, string Path, int RequestBytes) exchange,
        LongConcurrentHistogram[]? histograms,
        int concurrency,
        Func<int, bool> goesOn,
        CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            // Workers begin with different ways, and each goes on to the next: no way always follows the same other.
            for (var round = worker; goesOn(round); round++)
            {
                for (var turn = 0; turn < ways.Count; turn++)
                {
                    var i = (round + turn) % ways.Count;
                    var start = Stopwatch.GetTimestamp();
                    await SendAsync(ways[i].Client, exchange.Path, exchange.RequestBytes, cancellationToken);
                    histograms?[i].RecordValue((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                }
            }
        }, cancellationToken)));

    private static async Task SendAsync(HttpClient client, string path, int bytes, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(bytes == 0 ? HttpMethod.Get : HttpMethod.Post, path);
        if (bytes > 0)
        {
            request.Content = new ByteArrayContent(new byte[bytes]);
            request.Content.Headers.ContentType = new("application/json");
        }

        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
