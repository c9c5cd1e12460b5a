using System.Text;
using System.Text.Json;
using TwinBert.Evaluation.Runs;

namespace TwinBert.Cli.Evaluate;

/// <summary>A report as one JSON document; scripts rely on its names.</summary>
internal static class EvaluationJson
{
    // More digits than any difference worth reporting, fewer than floating point noise.
    private const int Digits = 6;

    public static string Write(EvaluationReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("dataset", report.Dataset);
            json.WriteString("split", report.Split);
            json.WriteNumber("queries", report.Queries);
            Write(json, "judged", report.Judged);
            Write(json, "top100", report.Top100);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, RankingScores scores)
    {
        json.WriteStartObject(name);
        Write(json, "bm25", scores.Bm25);
        Write(json, "model", scores.Model);
        Write(json, "blend", scores.Blend);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, RankerScores scores)
    {
        json.WriteStartObject(name);
        json.WriteNumber("ndcg@10", Math.Round(scores.MeanNdcg, Digits));
        json.WriteNumber("mrr@10", Math.Round(scores.MeanReciprocalRank, Digits));
        json.WriteEndObject();
    }
}
