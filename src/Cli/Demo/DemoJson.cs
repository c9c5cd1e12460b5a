using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TwinBert.Cli.Demo;

/// <summary>A demo's result as one JSON document; scripts rely on its names.</summary>
internal static class DemoJson
{
    private const int Digits = 6;

    public static string Write(DemoResult result)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteComparison(json, result.Shown[0]);
            json.WriteStartObject("milliseconds");
            foreach (var (stage, milliseconds) in result.Stages)
            {
                json.WriteNumber(stage, milliseconds);
            }

            json.WriteEndObject();
            json.WriteNumber("documents", result.Documents);
            json.WriteStartObject("ndcg@10");
            WriteNdcg(json, result.EngineNdcg, result.RerankedNdcg);
            json.WriteEndObject();
            WriteJudged(json, result);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteComparison(Utf8JsonWriter json, DemoComparison comparison)
    {
        json.WriteString("query", comparison.Query);
        WriteIds(json, "engine", comparison.Engine);
        WriteIds(json, "reranked", comparison.Reranked);
        json.WriteString("verdict", comparison.Reranked.Verdict);
    }

    private static void WriteJudged(Utf8JsonWriter json, DemoResult result)
    {
        json.WriteStartArray("queries");
        foreach (var comparison in result.Judged)
        {
            json.WriteStartObject();
            json.WriteString("query", comparison.Query);
            WriteNdcg(json, comparison.EngineNdcg, comparison.RerankedNdcg);
            json.WriteString("verdict", comparison.Reranked.Verdict);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, DemoPage page)
    {
        json.WriteStartArray(name);
        foreach (var hit in page.Hits)
        {
            json.WriteStringValue(hit.Id);
        }

        json.WriteEndArray();
    }

    private static void WriteNdcg(Utf8JsonWriter json, double engine, double reranked)
    {
        json.WriteNumber("engine", Math.Round(engine, Digits));
        json.WriteNumber("reranked", Math.Round(reranked, Digits));
    }
}
