using System.Diagnostics;
using System.Globalization;
using System.Text;
using TwinBert.LoadBench.Servers;

namespace TwinBert.LoadBench.Streaming;

/// <summary>Sends one large bulk request through a sidecar in a process of its own and watches the memory of that process.</summary>
internal static class StreamingRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The ways of a bulk request: to an index without settings, which is passed on, and to one with settings, whose documents are embedded (by an encoder
    /// that takes no time).
    /// </summary>
    private static readonly (string Name, string Path)[] Ways = [("passed on", "/other/_bulk"), ("embedded", $"/{ServeCommand.Index}/_bulk")];

    public static async Task<string> MeasureAsync(long bytes, string commit, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"One bulk request through the sidecar to an upstream that takes it at once; memory is the working set of the sidecar's process, read every "
                + $"{Interval.TotalMilliseconds:0} ms.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Machine.Description}. Commit {commit}.");
        text
            .AppendLine()
            .AppendLine("| bulk request | MB | documents | MB to the engine | MB/s | memory before, MB | memory at most, MB |")
            .AppendLine("|---|---|---|---|---|---|---|");
        foreach (var way in Ways)
        {
            text.AppendLine(await MeasureAsync(way, bytes, cancellationToken));
        }

        return text.ToString();
    }

    private static async Task<string> MeasureAsync((string Name, string Path) way, long bytes, CancellationToken cancellationToken)
    {
        using var upstream = await ServerProcess.StartAsync("upstream", cancellationToken);
        using var sidecar = await ServerProcess.StartAsync("sidecar", cancellationToken, upstream.Url.ToString());
        using var client = new HttpClient { BaseAddress = sidecar.Url, Timeout = Timeout.InfiniteTimeSpan };

        // A small one first: what is loaded and compiled once is not the bulk request's.
        await SendAsync(client, way.Path, new GeneratedBulk(1 << 20), cancellationToken);
        var before = sidecar.WorkingSet;
        var bulk = new GeneratedBulk(bytes);
        var (documents, length) = (bulk.Documents, bulk.Bytes);
        var received = await ReceivedAsync(upstream, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var sending = SendAsync(client, way.Path, bulk, cancellationToken);
        var most = before;
        while (await Task.WhenAny(sending, Task.Delay(Interval, cancellationToken)) != sending)
        {
            most = Math.Max(most, sidecar.WorkingSet);
        }

        await sending;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        received = await ReceivedAsync(upstream, cancellationToken) - received;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {way.Name} | {length / 1e6:0} | {documents} | {received / 1e6:0} | {length / 1e6 / seconds:0} | {before / 1e6:0} | {most / 1e6:0} |");
    }

    private static async Task<long> ReceivedAsync(ServerProcess upstream, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = upstream.Url };
        return long.Parse(await client.GetStringAsync(new Uri(UpstreamServer.Received, UriKind.Relative), cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task SendAsync(HttpClient client, string path, GeneratedBulk bulk, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = bulk };
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
