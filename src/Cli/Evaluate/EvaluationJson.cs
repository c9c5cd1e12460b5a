using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;

namespace TwinBert.Cli.Evaluate;

/// <summary>A report as one JSON document; scripts rely on its names.</summary>
internal static class EvaluationJson
{
    // More digits than any difference worth reporting, fewer than floating point noise.
    private const int Digits = 6;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(EvaluationReport report, int changes)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("dataset", report.Candidates.Dataset.Name);
            json.WriteString("split", report.Candidates.Dataset.Split);
            json.WriteNumber("queries", report.Candidates.Queries.Count);
            json.WriteString("gain", report.Gain == Gain.Linear ? "linear" : "exponential");
            Number(json, "recall@100", report.Recall);
            Summary(json, "judged", report, CandidatePool.Judged);
            Summary(json, "top100", report, CandidatePool.Top100);
            json.WriteStartArray("rows");
            foreach (var row in report.Rows)
            {
                Row(json, report, row, changes);
            }

            json.WriteEndArray();
            json.WriteStartArray("warnings");
            foreach (var warning in ReportAdvice.Warnings(report))
            {
                json.WriteStringValue(warning);
            }

            json.WriteEndArray();
            json.WriteString("advice", ReportAdvice.Of(report));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>BM25 and the first contender, at fixed places.</summary>
    private static void Summary(Utf8JsonWriter json, string name, EvaluationReport report, CandidatePool pool)
    {
        json.WriteStartObject(name);
        foreach (var (kind, key) in new[] { (RowKind.Bm25, "bm25"), (RowKind.Alone, "model"), (RowKind.Blend, "blend"), (RowKind.Served, "served") })
        {
            if (report.First(kind) is { } row)
            {
                json.WriteStartObject(key);
                Metrics(json, row.Of(pool));
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void Row(Utf8JsonWriter json, EvaluationReport report, RowReport row, int changes)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        json.WriteString("kind", row.Kind switch
        {
            RowKind.Random => "random",
            RowKind.Bm25 => "bm25",
            RowKind.Alone => "alone",
            RowKind.Blend => "blend",
            RowKind.Served => "served",
            _ => "tuned_blend",
        });
        json.WriteString("of", row.Contender);
        if (row.Weight is { } weight)
        {
            json.WriteNumber("weight", weight);
        }

        Tuned(json, row);
        json.WriteNumber("unranked_queries", row.Ranker.Scores.Count(scores => scores is null));
        Pool(json, "judged", row, row.Judged);
        Pool(json, "top100", row, row.Top100);
        if (changes > 0 && row.Kind != RowKind.Bm25)
        {
            Changes(json, "worst", QueryChange.Worst(report, row, CandidatePool.Top100, changes));
            Changes(json, "best", QueryChange.Best(report, row, CandidatePool.Top100, changes));
        }

        json.WriteEndObject();
    }

    private static void Tuned(Utf8JsonWriter json, RowReport row)
    {
        if (row.Tuned is not { } tuned)
        {
            return;
        }

        json.WriteStartObject("tuned");
        json.WriteString("split", tuned.Split);
        Number(json, "ndcg@10", tuned.Ndcg);
        json.WriteStartArray("tried");
        foreach (var (weight, ndcg) in tuned.Tried)
        {
            json.WriteStartObject();
            json.WriteNumber("weight", weight);
            Number(json, "ndcg@10", ndcg);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Pool(Utf8JsonWriter json, string name, RowReport row, PoolReport pool)
    {
        json.WriteStartObject(name);
        Metrics(json, pool);
        Comparison(json, "against_bm25", null, pool.AgainstBm25);
        Comparison(json, "against_first", row.First, pool.AgainstFirst);
        json.WriteEndObject();
    }

    private static void Metrics(Utf8JsonWriter json, PoolReport pool)
    {
        Number(json, "ndcg@10", pool.Metrics.MeanNdcg);
        Number(json, "mrr@10", pool.Metrics.MeanReciprocalRank);
        Number(json, "recall@10", pool.Metrics.MeanRecall);
        Number(json, "unjudged@10", pool.Metrics.MeanUnjudged);
    }

    private static void Comparison(Utf8JsonWriter json, string name, string? with, PairedTest? test)
    {
        if (test is null)
        {
            return;
        }

        json.WriteStartObject(name);
        if (with is not null)
        {
            json.WriteString("row", with);
        }

        Number(json, "difference", test.MeanDifference);
        json.WriteNumber("better", test.Better);
        json.WriteNumber("worse", test.Worse);
        Number(json, "p", test.Probability);
        json.WriteStartArray("interval");
        json.WriteNumberValue(Math.Round(test.Interval.Low, Digits));
        json.WriteNumberValue(Math.Round(test.Interval.High, Digits));
        json.WriteEndArray();
        if (double.IsFinite(test.Detectable))
        {
            Number(json, "detectable", test.Detectable);
        }

        json.WriteEndObject();
    }

    private static void Changes(Utf8JsonWriter json, string name, IReadOnlyList<QueryChange> changes)
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("query-id", change.Query.Id);
            json.WriteString("text", change.Query.Text);
            Number(json, "bm25", change.Bm25);
            Number(json, "ndcg@10", change.Row);
            Number(json, "difference", change.Difference);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, Digits));
}
