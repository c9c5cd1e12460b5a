using System.Globalization;
using System.Net;
using TwinBert.Evaluation.Explaining;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;

namespace TwinBert.Evaluation.Pages;

/// <summary>
/// A report as one HTML page that needs nothing else: the figures, and below them the queries that changed most, each with the engine's first ten documents
/// beside the row's, and what moved each. Whatever comes from data is escaped.
/// </summary>
/// <param name="report">The report.</param>
/// <param name="explainer">Explains the row that the queries are shown for.</param>
/// <param name="titles">What to call documents, by id; one without an entry is called by its id.</param>
public sealed class EvaluationPage(EvaluationReport report, RowExplainer explainer, IReadOnlyDictionary<string, string> titles)
{
    /// <summary>How many queries of each kind are shown: that many of the worst, and of the best.</summary>
    public const int MostQueries = 50;

    /// <summary>The queries that a page shows, the worst first.</summary>
    /// <param name="explainer">Explains queries.</param>
    /// <param name="report">The report.</param>
    public static IReadOnlyList<QueryExplanation> Shown(RowExplainer explainer, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(report);
        var (engine, row) = (report.Bm25.Top100.Metrics.Ndcg, explainer.Row.Top100.Metrics.Ndcg);
        var order = Enumerable.Range(0, engine.Count).Where(i => row[i] != engine[i]).OrderBy(i => row[i] - engine[i]).ToArray();
        var worst = order.Where(i => row[i] < engine[i]).Take(MostQueries);
        var best = order.Where(i => row[i] > engine[i]).TakeLast(MostQueries);
        return [.. worst.Concat(best).Select(explainer.Explain)];
    }

    /// <summary>Writes the page.</summary>
    /// <param name="writer">Receives it, in UTF-8.</param>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var data = report.Candidates.Dataset;
        var title = $"{data.Name}, {data.Split}";
        writer.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Escape(title)}</title>
            <style>
            {PageStyle.Css}
            </style>
            </head>
            <body>
            <h1>{Escape(title)}</h1>

            """);
        WriteFigures(writer);
        WriteQueries(writer, Shown(explainer, report));
        writer.Write("</body>\n</html>\n");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void WriteFigures(TextWriter writer)
    {
        var engine = Escape(report.Candidates.Engine);
        if (ReportAdvice.Of(report) is { } advice)
        {
            writer.Write($"<p class=\"advice\">{Escape(advice)}</p>\n");
        }

        foreach (var warning in ReportAdvice.Warnings(report))
        {
            writer.Write($"<p class=\"warning\">{Escape(warning)}</p>\n");
        }

        writer.Write($"<table class=\"figures\"><caption>Top {CandidateSet.Top}, {report.Candidates.Queries.Count} queries</caption>\n<thead><tr><th></th>"
            + $"<th>nDCG@10</th><th>against {engine}</th><th>95 % interval</th><th>p</th><th>can show</th><th>better / worse</th><th>unjudged in first ten</th>"
            + "</tr></thead>\n<tbody>\n");
        foreach (var row in report.Rows)
        {
            var shown = row == explainer.Row ? " class=\"shown\"" : "";
            writer.Write($"<tr{shown}><th>{Escape(row.Name)}</th><td>{Number($"{row.Top100.Metrics.MeanNdcg:0.0000}")}</td>{Comparison(row.Top100.AgainstBm25)}"
                + $"<td>{Number($"{row.Top100.Metrics.MeanUnjudged:P0}")}</td></tr>\n");
        }

        writer.Write("</tbody></table>\n");
    }

    private static string Comparison(PairedTest? test) => test is null
        ? "<td></td><td></td><td></td><td></td><td></td>"
        : Number($"<td>{test.MeanDifference:+0.0000;-0.0000}</td><td>{test.Interval.Low:+0.000;-0.000} to {test.Interval.High:+0.000;-0.000}</td>")
            + Number($"<td>{test.Probability:0.0000}</td><td>{test.Detectable:0.000}</td><td>{test.Better} / {test.Worse}</td>");

    private void WriteQueries(TextWriter writer, IReadOnlyList<QueryExplanation> queries)
    {
        var test = explainer.Row.Top100.AgainstBm25;
        var unchanged = report.Candidates.Queries.Count - (test?.Better ?? 0) - (test?.Worse ?? 0);
        writer.Write($"<h2>{Escape(explainer.Row.Name)}</h2>\n<p>{queries.Count} of the queries that changed; {unchanged} have the nDCG@10 that they had. ");
        writer.Write("A document's score is the engine's times a factor of its similarity to the query.</p>\n");
        writer.Write("""
            <input type="radio" name="order" id="worst" checked><label for="worst">worst first</label>
            <input type="radio" name="order" id="best"><label for="best">best first</label>
            <div class="queries">

            """);
        foreach (var query in queries)
        {
            WriteQuery(writer, query);
        }

        writer.Write("</div>\n");
    }

    private void WriteQuery(TextWriter writer, QueryExplanation query)
    {
        var direction = query.Difference < 0 ? "worse" : "better";
        writer.Write(Number($"<details open><summary><span class=\"{direction}\">{query.Difference:+0.000;-0.000}</span> "));
        writer.Write($"<b>{Escape(query.Query.Text)}</b> <small>{Escape(query.Query.Id)}</small> ");
        writer.Write(Number($"<small>{query.Before:0.000} → {query.After:0.000}</small></summary>\n"));
        if (query.Cause is { } cause)
        {
            writer.Write($"<p>{Why(cause)}</p>\n");
        }

        writer.Write("<div class=\"pages\">\n");
        WritePage(writer, Escape(report.Candidates.Engine), query.EnginePage, move => Number($"<td>{move.EngineScore:0.###}</td>"), moved: false);
        WritePage(writer, Escape(explainer.Row.Name), query.Page, Made, moved: true);
        writer.Write("</div></details>\n");
    }

    private void WritePage(TextWriter writer, string caption, IReadOnlyList<HitMove> hits, Func<HitMove, string> score, bool moved)
    {
        var scoreTitle = moved ? "engine × factor (similarity)" : "score";
        writer.Write($"<table><caption>{caption}</caption><thead><tr><th>rank</th><th>{(moved ? "was" : "now")}</th><th>grade</th><th>document</th>"
            + $"<th>{scoreTitle}</th></tr></thead><tbody>\n");
        foreach (var hit in hits)
        {
            var (own, other) = moved ? (hit.After, hit.Before) : (hit.Before, hit.After);
            writer.Write(Number($"<tr><td>{own}</td><td class=\"{Direction(hit)}\">{(other is { } place ? Number($"{place}") : "–")}</td>"));
            writer.Write($"<td>{Grade(hit)}</td><td>{Escape(Name(hit))}</td>{score(hit)}</tr>\n");
        }

        writer.Write("</tbody></table>\n");
    }

    private static string Made(HitMove move)
    {
        var factor = move.Factor is { } times ? Number($" × {times:0.00}") : "";
        var similarity = move.Similarity is { } number ? Number($" ({number:0.00})") : "";
        return Number($"<td>{move.EngineScore:0.###}") + factor + similarity + "</td>";
    }

    private string Why(HitMove cause)
    {
        var (from, to) = (Place(cause.Before), Place(cause.After));
        var grade = cause.Grade is { } judged ? Number($"grade {judged}") : "not judged";
        var reason = (cause.Factor, cause.Similarity) switch
        {
            ({ } factor, { } similarity) => Number($": similarity {similarity:0.00}, factor {factor:0.00}"),
            ({ } factor, null) => Number($": factor {factor:0.00}"),
            (null, { } similarity) => Number($": similarity {similarity:0.00}"),
            _ => "",
        };
        return $"Most of it is <b>{Escape(Name(cause))}</b> ({grade}), from {from} to {to}{reason}.";
    }

    private static string Place(int? rank) => rank is { } place ? Number($"rank {place}") : "nowhere";

    private static string Direction(HitMove hit) => (hit.Before ?? int.MaxValue).CompareTo(hit.After ?? int.MaxValue) switch
    {
        > 0 => "up",
        < 0 => "down",
        _ => "same",
    };

    private static string Grade(HitMove hit) => hit.Grade switch
    {
        null => "<span class=\"grade unjudged\">?</span>",
        { } grade => Number($"<span class=\"grade g{Math.Clamp(grade, 0, 3)}\">{grade}</span>"),
    };

    private string Name(HitMove hit) => titles.GetValueOrDefault(hit.Id, hit.Id);
}
