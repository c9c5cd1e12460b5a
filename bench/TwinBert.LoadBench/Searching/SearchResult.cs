namespace TwinBert.LoadBench.Searching;

/// <summary>What one way took under one load, beside the direct way in the same slices.</summary>
internal sealed record SearchResult
{
    private const double Kilo = 1000;

    /// <summary>How many documents the index has.</summary>
    public required int Documents { get; init; }

    /// <summary>How searches came: <c>1</c>, <c>4</c>, <c>16</c> at once, or so many in a second.</summary>
    public required string Load { get; init; }

    /// <summary>The way.</summary>
    public required string Way { get; init; }

    /// <summary>How many searches there were.</summary>
    public int Searches { get; private init; }

    /// <summary>The median of the slices' ratios of medians, with quartiles.</summary>
    public (double Low, double Median, double High) Ratio { get; private init; }

    /// <summary>The median over slices of what was added to the median, in milliseconds.</summary>
    public double Added { get; private init; }

    /// <summary>The median of all searches, in milliseconds.</summary>
    public double Median { get; private init; }

    /// <summary>The 99th percentile of all searches, in milliseconds.</summary>
    public double NinetyNinth { get; private init; }

    /// <summary>What was added to the 99th percentile.</summary>
    public double NinetyNinthAdded { get; private init; }

    /// <summary>Kilobytes that the sidecar allocated for a search.</summary>
    public double Allocated { get; private init; }

    /// <summary>Milliseconds of a processor that the proxy took for a search.</summary>
    public double Processor { get; private init; }

    /// <summary>How the answers came about, where the sidecar said so.</summary>
    public string Answers { get; private init; } = "";

    public static IEnumerable<SearchResult> Of(int documents, string load, IReadOnlyList<SearchWay> ways, IReadOnlyList<SearchTally> tallies) =>
        ways.Zip(tallies, (way, tally) => Of(tally, tallies[0], way) with { Documents = documents, Load = load });

    private static SearchResult Of(SearchTally tally, SearchTally direct, SearchWay way)
    {
        var ratios = tally.Medians.Zip(direct.Medians, (own, its) => own / its).Order().ToArray();
        var added = tally.Medians.Zip(direct.Medians, (own, its) => own - its).Order().ToArray();
        var (times, directTimes) = (tally.Times, direct.Times);
        return new()
        {
            Documents = 0,
            Load = "",
            Way = way.Name,
            Searches = times.Count,
            Ratio = (At(ratios, 0.25), At(ratios, 0.5), At(ratios, 0.75)),
            Added = At(added, 0.5),
            Median = At(times, 0.5),
            NinetyNinth = At(times, 0.99),
            NinetyNinthAdded = At(times, 0.99) - At(directTimes, 0.99),
            Allocated = tally.Work.Allocated / Kilo / times.Count,
            Processor = tally.Work.Processor.TotalMilliseconds / times.Count,
            Answers = way.IsReranked
                ? string.Join(", ", tally.Answers.OrderByDescending(answer => answer.Value).Select(answer => $"{answer.Value} {answer.Key}"))
                : "",
        };
    }

    private static double At(IReadOnlyList<double> sorted, double share) => sorted[Math.Min((int)(sorted.Count * share), sorted.Count - 1)];
}
