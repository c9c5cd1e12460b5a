using System.Globalization;
using System.Text;

namespace TwinBert.LoadBench.Searching;

/// <summary>The results as Markdown: a short table for the documentation, and all of it.</summary>
internal static class SearchReport
{
    private const string Begin = "<!-- searches: written by bench/TwinBert.LoadBench -->";
    /// <summary>What the names of the ways begin with that go through the engine's own reranker.</summary>
    public const string Reranker = "engine's reranker";

    private const string End = "<!-- /searches -->";

    /// <summary>The report.</summary>
    public static string Write(SearchBenchPlan plan, SearchBench bench, string commit)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            # Searches through the sidecar

            {bench.Names.Engine}, sidecar, nginx and client on one machine, a process each: {Machine.Description}. Model {bench.Names.Model}. Commit {commit}.
            Searches for ten hits; but for `query known`, no query's embedding is kept, so every search is encoded. Generated documents with random vectors.
            The ways take turns of 20 searches or more; a ratio is that of a turn's median to the direct way's in the same round, and given as the median of all
            rounds, with quartiles: that is what remains where others use the machine. {plan.Duration.TotalSeconds:0} s for each load.
            {string.Join('\n', bench.Notes)}
            """);
        text.AppendLine().AppendLine(Begin).Append(Short(bench.Results)).AppendLine(End).AppendLine();
        text.AppendLine(
            "All of it. `load` is how many search at once, or how many searches come in a second, whether or not those before are answered. What is allocated, "
                + "and the processor's time, are the proxy's own for a search.");
        text.AppendLine()
            .Append("| documents | load | way | searches | p50 ratio | quartiles | p50 ms | added ms | p99 ms | added ms ")
            .AppendLine("| allocated kB | processor ms | answered by |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var result in bench.Results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Documents:N0} | {result.Load} | {result.Way} | {result.Searches} | {result.Ratio.Median:0.00} "
                    + $"| {result.Ratio.Low:0.00}–{result.Ratio.High:0.00} | {result.Median:0.00} | {result.Added:0.00} | {result.NinetyNinth:0.00} "
                    + $"| {result.NinetyNinthAdded:0.00} | {OrNothing(result.Allocated, "0")} | {OrNothing(result.Processor, "0.00")} | {result.Answers} |");
        }

        return text.ToString();
    }

    /// <summary>Puts the short table of a report in the place of the one in a document.</summary>
    public static void Insert(string report, string file)
    {
        var text = File.ReadAllText(file);
        var (from, to) = Find(text);
        var (first, last) = Find(report);
        File.WriteAllText(file, text[..from] + report[first..last] + text[to..]);
    }

    private static (int From, int To) Find(string text)
    {
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        return from >= 0 && to > from ? (from, to) : throw new InvalidDataException($"'{Begin}' and '{End}' mark where the table goes.");
    }

    private static string Short(IReadOnlyList<SearchResult> results)
    {
        var loads = results.Select(result => result.Load).Where(load => load.All(char.IsAsciiDigit)).Distinct().ToList();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| documents | way | {string.Join(" | ", loads.Select(load => $"{load} at once"))} |");
        text.AppendLine("|---|---|" + string.Concat(loads.Select(_ => "---|")));
        foreach (var way in results.Where(result => loads.Contains(result.Load) && result.Way != "direct").GroupBy(result => (result.Documents, result.Way)))
        {
            var cells = loads.Select(load => way.FirstOrDefault(result => result.Load == load) is { } result ? Cell(result) : "");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {way.Key.Documents:N0} | {way.Key.Way} | {string.Join(" | ", cells)} |");
        }

        foreach (var reranker in results.Where(result => result.Way.StartsWith(Reranker, StringComparison.Ordinal)))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {reranker.Documents:N0} | {reranker.Way} | {Cell(reranker)} |{string.Concat(loads.Skip(1).Select(_ => " |"))}");
        }

        return text.ToString();
    }

    private static string OrNothing(double value, string format) => value > 0 ? value.ToString(format, CultureInfo.InvariantCulture) : "";

    private static string Cell(SearchResult result) => string.Create(
        CultureInfo.InvariantCulture, $"{result.Ratio.Median:0.00} × ({(result.Added < 0 ? '−' : '+')}{Math.Abs(result.Added):0.0} ms)");
}
