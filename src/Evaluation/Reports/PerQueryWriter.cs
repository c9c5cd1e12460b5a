using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Evaluation.Lexical;

namespace TwinBert.Evaluation.Reports;

/// <summary>
/// Writes what every row scored on every query: a line for each query and pool, with the query's id and text, the nDCG@10 of each row, and its difference
/// to BM25's.
/// </summary>
public static class PerQueryWriter
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly CandidatePool[] Pools = [CandidatePool.Judged, CandidatePool.Top100];

    /// <summary>Writes a table: columns separated by tabs, below a line of their names.</summary>
    /// <param name="writer">Receives the lines, ended by line feeds.</param>
    /// <param name="report">The report.</param>
    public static void WriteTable(TextWriter writer, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(report);
        var names = report.Rows.Select(row => row.Name).ToArray();
        Line(["query-id", "text", "candidates", .. names.Select(name => $"ndcg@10 {name}"), .. names.Select(name => $"difference {name}")]);
        foreach (var (query, index, pool) in Lines(report))
        {
            var values = report.Rows.Select(row => row.Of(pool).Metrics.Ndcg[index]).ToArray();
            var bm25 = report.Bm25.Of(pool).Metrics.Ndcg[index];
            Line([query.Query.Id, query.Query.Text, Name(pool), .. values.Select(Text), .. values.Select(value => Text(value - bm25))]);
        }

        void Line(IEnumerable<string> cells) => writer.Write(string.Join('\t', cells.Select(cell => cell.Replace('\t', ' ').ReplaceLineEndings(" "))) + "\n");
    }

    /// <summary>Writes JSON lines with the same content.</summary>
    /// <param name="writer">Receives the lines, ended by line feeds.</param>
    /// <param name="report">The report.</param>
    public static void WriteJsonLines(TextWriter writer, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var (query, index, pool) in Lines(report))
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, Json))
            {
                json.WriteStartObject();
                json.WriteString("query-id", query.Query.Id);
                json.WriteString("text", query.Query.Text);
                json.WriteString("candidates", Name(pool));
                Values(json, "ndcg@10", report, row => row.Of(pool).Metrics.Ndcg[index]);
                Values(json, "difference", report, row => row.Of(pool).Metrics.Ndcg[index] - report.Bm25.Of(pool).Metrics.Ndcg[index]);
                json.WriteEndObject();
            }

            writer.Write(Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
        }
    }

    private static void Values(Utf8JsonWriter json, string name, EvaluationReport report, Func<RowReport, double> value)
    {
        json.WriteStartObject(name);
        foreach (var row in report.Rows)
        {
            json.WriteNumber(row.Name, Math.Round(value(row), 6));
        }

        json.WriteEndObject();
    }

    private static IEnumerable<(QueryCandidates Query, int Index, CandidatePool Pool)> Lines(EvaluationReport report) =>
        from index in Enumerable.Range(0, report.Candidates.Queries.Count)
        from pool in Pools
        select (report.Candidates.Queries[index], index, pool);

    private static string Name(CandidatePool pool) => pool == CandidatePool.Judged ? "judged" : "top100";

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
