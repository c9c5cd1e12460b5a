using System.Globalization;
using System.Text;

namespace TwinBert.LoadBench.Forwarding;

/// <summary>The results as a table that can be committed.</summary>
internal static class ForwardingReport
{
    public static string Write(IReadOnlyList<ForwardingResult> results, TimeSpan duration, string commit)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Requests that nothing is done to, to an upstream that answers at once; {duration.TotalSeconds:0} s for each row's exchange and concurrency, "
                + $"the four ways in turn, request by request.");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Client, upstream and proxies on one machine, a process each: {Machine.Description}. Commit {commit}. Processor time is the proxy's own, for "
                + $"each request.");
        text
            .AppendLine()
            .AppendLine("| exchange | concurrency | way | requests | p50 ratio | p99 ratio | p50 µs | p99 µs | processor µs |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var group in results.GroupBy(result => (result.Exchange, result.Concurrency)))
        {
            var direct = group.First();
            foreach (var result in group)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {result.Exchange} | {result.Concurrency} | {result.Way} | {result.Requests} | {Ratio(result.Median, direct.Median)} "
                        + $"| {Ratio(result.NinetyNinth, direct.NinetyNinth)} | {result.Median} | {result.NinetyNinth} | {result.Processor:0} |");
            }
        }

        return text.ToString();
    }

    private static string Ratio(long value, long of) => ((double)value / of).ToString("0.00", CultureInfo.InvariantCulture);
}
