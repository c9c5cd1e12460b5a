using System.Globalization;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;

namespace TwinBert.Cli.Evaluate;

/// <summary>What rankings leave out.</summary>
internal static class RunNotices
{
    public static IEnumerable<string> Of(EvaluationReport report)
    {
        foreach (var row in report.Rows.Where(row => row.Kind == RowKind.Alone))
        {
            var queries = report.Candidates.Queries;
            var missing = Enumerable.Range(0, queries.Count).Where(i => row.Ranker.Scores[i] is null).ToArray();
            if (missing.Length > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"warning: {row.Name} lacks {missing.Length} of {queries.Count} queries, such as '{queries[missing[0]].Query.Id}'; they count as 0, "
                        + $"also in its blends.");
            }

            var top = $"documents of {report.Candidates.Engine}'s top 100";
            foreach (var (pool, name) in new[] { (CandidatePool.Judged, "judged documents"), (CandidatePool.Top100, top) })
            {
                var scores = row.Ranker.Scores.OfType<CandidateScores>().SelectMany(query => query.Of(pool)).ToArray();
                var unknown = scores.Count(float.IsNaN);
                if (unknown > 0)
                {
                    yield return string.Create(
                        CultureInfo.InvariantCulture,
                        $"note: {row.Name} has no score for {unknown} of {scores.Length} {name}; alone it does not rank them, in a blend they count as its "
                            + $"mean.");
                }
            }
        }
    }
}
