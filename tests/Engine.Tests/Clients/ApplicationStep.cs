using System.Text.Json.Nodes;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>What an application saw of one step.</summary>
internal static class ApplicationStep
{
    public static string Name(JsonObject step) => step["step"]!.GetValue<string>();

    public static string Verdict(JsonObject step) => step["verdict"]?.GetValue<string>() ?? "";

    public static bool IsReranked(JsonObject step) => Verdict(step).StartsWith("reranked;", StringComparison.Ordinal);

    /// <summary>What of a step has to be the same with a sidecar between.</summary>
    /// <param name="step">The step, with or without one.</param>
    /// <param name="through">The step through the sidecar, which says whether it was reranked.</param>
    public static string Comparable(JsonObject step, JsonObject through)
    {
        var copy = step.DeepClone().AsObject();
        copy.Remove("verdict");
        if (IsReranked(through))
        {
            var body = copy["body"]!;
            Level(body["hits"]);
            foreach (var answer in body["responses"]?.AsArray() ?? [])
            {
                Level(answer!["hits"]);
            }
        }

        return copy.ToJsonString();
    }

    /// <summary>Takes scores and order out of a page; of a part of the hits, what the hits are, too.</summary>
    private static void Level(JsonNode? page)
    {
        if (page is null)
        {
            return;
        }

        page.AsObject().Remove("max_score");
        var hits = page["hits"]!.AsArray();
        var isWhole = hits.Count == (page["total"] is JsonObject total ? total["value"] : page["total"])!.GetValue<int>();
        var leveled = hits.Select(hit => Level(hit!.AsObject(), isWhole)).Order(StringComparer.Ordinal).Select(text => (JsonNode)text).ToArray();
        page["hits"] = new JsonArray(leveled);
    }

    private static string Level(JsonObject hit, bool isWhole)
    {
        var copy = hit.DeepClone().AsObject();
        copy.Remove("_score");
        return isWhole ? copy.ToJsonString() : string.Join(',', copy.Select(member => member.Key));
    }
}
