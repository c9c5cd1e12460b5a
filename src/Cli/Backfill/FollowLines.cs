using System.Globalization;
using TwinBert.Backfill.Running;

namespace TwinBert.Cli.Backfill;

/// <summary>A line for everything that happens to indices that are followed. Reports come one at a time.</summary>
internal sealed class FollowLines(TextWriter output, TimeProvider time) : IProgress<FollowNews>
{
    public void Report(FollowNews value) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss} {TextOf(value)}"));

    /// <summary>What is said of it, without the time.</summary>
    internal static string TextOf(FollowNews news) => news.Kind switch
    {
        FollowNewsKind.Following => $"{news.Index}: up to date, and followed from now on",
        FollowNewsKind.Found => $"{news.Index}: new",
        FollowNewsKind.Gone => $"{news.Index}: gone, and no longer followed{Cause(news)}",
        FollowNewsKind.Cancelled => $"{news.Index}: no longer followed{Cause(news)}",
        FollowNewsKind.JobGone => $"{news.Index}: begun anew{Cause(news)}",
        FollowNewsKind.Failed => $"{(news.Index.Length == 0 ? "indices" : news.Index)}: tried again, as it failed{Cause(news)}",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{news.Index}: {news.Counters.Settled:N0} changed, {news.Counters.Embedded:N0} embedded{Rest(news)}"),
    };

    private static string Rest(FollowNews news) => string.Concat(
        new[] { (news.Counters.NoText + news.Counters.TooLarge, "without text"), (news.Counters.Gone, "gone"), (news.Counters.Lost, "lost") }
            .Where(rest => rest.Item1 > 0)
            .Select(rest => string.Create(CultureInfo.InvariantCulture, $", {rest.Item1:N0} {rest.Item2}")));

    private static string Cause(FollowNews news) => news.Failure is null ? "" : $": {news.Failure}";
}
