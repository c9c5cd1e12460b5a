using System.Text.Json;
using TwinBert.DevNode.Aggregations;
using TwinBert.DevNode.Searching;

namespace TwinBert.DevNode.Rest;

/// <summary>How a search's answer is to be spelled.</summary>
internal sealed record SearchResponseForm(bool TotalAsNumber, bool TypedKeys, string? ScrollId, string? PointInTime);

/// <summary>Writes the answer to a search.</summary>
internal static class SearchResponseWriter
{
    /// <summary>Writes the members of the answer.</summary>
    public static void Write(Utf8JsonWriter json, SearchRequest request, SearchResult result, TimeSpan took, SearchResponseForm form)
    {
        if (form.ScrollId is { } scroll)
        {
            json.WriteString("_scroll_id", scroll);
        }

        if (form.PointInTime is { } pit)
        {
            json.WriteString("pit_id", pit);
        }

        json.WriteNumber("took", (long)took.TotalMilliseconds);
        json.WriteBoolean("timed_out", false);
        Shards.Write(json, result.Shards.Count, withSkipped: true);
        json.WriteStartObject("hits");
        WriteTotal(json, request, result, form);
        json.WritePropertyName("max_score");
        HitWriter.WriteScore(json, result.MaxScore);
        HitWriter.Write(json, result, request.Fetch);
        json.WriteEndObject();
        if (result.Aggregators.Count > 0)
        {
            json.WriteStartObject("aggregations");
            foreach (var aggregator in result.Aggregators)
            {
                AggregationWriter.Write(json, aggregator, form.TypedKeys);
            }

            json.WriteEndObject();
        }
    }

    private static void WriteTotal(Utf8JsonWriter json, SearchRequest request, SearchResult result, SearchResponseForm form)
    {
        if (request.TrackTotalUpTo == SearchRequest.TrackNone)
        {
            return;
        }

        var isCut = result.Total > request.TrackTotalUpTo;
        var value = isCut ? request.TrackTotalUpTo : result.Total;
        if (form.TotalAsNumber)
        {
            json.WriteNumber("total", value);
            return;
        }

        json.WriteStartObject("total");
        json.WriteNumber("value", value);
        json.WriteString("relation", isCut ? "gte" : "eq");
        json.WriteEndObject();
    }
}
