using TwinBert.Backfill.Documents;

namespace TwinBert.Backfill.Coverage;

/// <summary>Documents of an index, read at random: some of those with an embedding of its model, and some of the others.</summary>
/// <param name="Coverage">What the index held when they were read.</param>
/// <param name="Embedded">Those with an embedding of the model.</param>
/// <param name="Others">Those without.</param>
public sealed record FreshnessSample(IndexCoverage Coverage, IndexFreshness Embedded, IndexFreshness Others)
{
    private bool IsWhole => Embedded.Total >= Coverage.Current && Others.Total >= Coverage.Total - Coverage.Current;

    /// <summary>
    /// What the samples say of the index as it was counted last: the counts that the engine gives are as they are, and what only the documents themselves tell
    /// is shared out as it is among those that were read.
    /// </summary>
    /// <param name="samples">The samples, the latest last; at least one.</param>
    public static IndexFreshness Estimate(IReadOnlyCollection<FreshnessSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var last = samples.Last();
        samples = last.IsWhole ? [last] : samples;
        var coverage = last.Coverage;
        long Read(Func<FreshnessSample, IndexFreshness> stratum, Freshness state) => samples.Sum(sample => stratum(sample).Of(state));

        // Of documents that nobody has read, the better is believed of those with an embedding, and the worse of those without.
        var (fresh, stale, emptied) = (Read(s => s.Embedded, Freshness.Fresh), Read(s => s.Embedded, Freshness.Stale), Read(s => s.Embedded, Freshness.NoText));
        var staleNow = Part(coverage.Current, stale, fresh + stale + emptied);
        var emptiedNow = Part(coverage.Current, emptied, fresh + stale + emptied);
        var (missing, noText) = (Read(s => s.Others, Freshness.Missing), Read(s => s.Others, Freshness.NoText));
        var noTextNow = Part(coverage.Missing, noText, missing + noText);
        var read = samples.Sum(sample => sample.Embedded.Total + sample.Others.Total);
        return new(
            coverage.Current - staleNow - emptiedNow, staleNow, coverage.Missing - noTextNow, coverage.OtherModel, noTextNow + emptiedNow)
        {
            Sampled = read,
            IsExact = last.IsWhole,
        };
    }

    // Something that was met is never said not to be there.
    private static long Part(long all, long some, long read) =>
        read == 0 || some == 0 ? 0 : Math.Clamp((long)Math.Round((double)all * some / read), Math.Min(1, all), all);
}
