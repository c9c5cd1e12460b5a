using System.Globalization;
using System.Text;

namespace TwinBert.LoadBench.Searching;

/// <summary>The results as a table that can be committed: ratios first, because only they survive another machine.</summary>
internal static class LoadReport
{
    public static string Write(LoadPlan plan, LoadSetup setup, IReadOnlyList<LoadResult> results, string commit)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Searches for 10 of {plan.Documents} generated documents, window {plan.Window}, no query cache, {plan.OwnTime.TotalMilliseconds:0} ms for own "
                + $"work; {plan.Duration.TotalSeconds:0} s for each concurrency, the three ways in turn.");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Engine {plan.Engine.Authority}, sidecar and client on one machine: {Machine.Description}. Model {setup.ModelName}. Commit {commit}.");
        text
            .AppendLine()
            .AppendLine("| concurrency | way | searches | p50 ratio | p99 ratio | p50 ms | p99 ms | of these the engine's own page |")
            .AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var group in results.GroupBy(result => result.Concurrency))
        {
            var direct = group.First();
            foreach (var result in group)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {result.Concurrency} | {result.Way} | {result.Searches} | {Ratio(result.Median, direct.Median)} "
                        + $"| {Ratio(result.NinetyNinth, direct.NinetyNinth)} "
                        + $"| {result.Median / 1000.0:0.00} | {result.NinetyNinth / 1000.0:0.00} | {EnginesPages(result)} |");
            }
        }

        return text.ToString();
    }

    private static string EnginesPages(LoadResult result) => result.EnginesPages switch
    {
        null => "",
        { Count: 0 } => "0",
        var pages => string.Join(", ", pages.Select(page => $"{page.Value} `{page.Key}`")),
    };

    private static string Ratio(long value, long of) => ((double)value / of).ToString("0.00", CultureInfo.InvariantCulture);
}
