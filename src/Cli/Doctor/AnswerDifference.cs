using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Doctor;

/// <summary>How the answer through the sidecar differs from the engine's own.</summary>
/// <param name="IsExpected">Whether it does only in what reranking changes: the order of hits, their scores, the time that it took; and in embeddings.</param>
/// <param name="Text">What differs.</param>
internal sealed record AnswerDifference(bool IsExpected, string Text)
{
    private static readonly string[] OfOrder = ["took", "max_score", "_score"];

    /// <summary>Compares two answers to one request.</summary>
    /// <param name="engine">The engine's own.</param>
    /// <param name="sidecar">The one through the sidecar.</param>
    /// <param name="hidden">The embedding objects, which the sidecar hides.</param>
    public static AnswerDifference Find(ClusterAnswer engine, ClusterAnswer sidecar, IReadOnlyCollection<string> hidden)
    {
        if (engine.Status != sidecar.Status)
        {
            return new(false, $"HTTP {engine.Status} directly, HTTP {sidecar.Status} through the sidecar");
        }

        var (own, through) = (Read(engine.Body), Read(sidecar.Body));
        if (own is null || through is null)
        {
            return engine.Body.Span.SequenceEqual(sidecar.Body.Span)
                ? new(true, "the same to the byte")
                : new(false, "the answers differ, and are no JSON");
        }

        var (before, after) = (Ids(own), Ids(through));
        Normalise(own, hidden);
        Normalise(through, hidden);
        if (JsonNode.DeepEquals(own, through))
        {
            var moved = before.Zip(after).Count(pair => pair.First != pair.Second);
            return new(true, moved == 0 ? "the same" : $"the same hits in another order, {moved} of {before.Count} elsewhere");
        }

        var other = after.Except(before).Count();
        return sidecar.Verdict?.Status.Name == "reranked" && before.Count == after.Count && other > 0 && SameBesidesHits(own, through)
            ? new(true, $"{other} of {before.Count} hits are others: the best of the window, not of the engine's page")
            : new(false, "something else differs than the order of hits and their scores");
    }

    private static bool SameBesidesHits(JsonNode own, JsonNode through)
    {
        foreach (var answer in new[] { own, through })
        {
            if (answer["hits"] is JsonObject hits)
            {
                hits.Remove("hits");
            }
        }

        return JsonNode.DeepEquals(own, through);
    }

    private static JsonNode? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<string> Ids(JsonNode answer) =>
        answer is JsonObject && answer["hits"] is JsonObject hits && hits["hits"] is JsonArray list
            ? [.. list.Select(hit => $"{hit?["_index"]}/{hit?["_id"]}")]
            : [];

    // Takes away what reranking changes, and puts hits in one order.
    private static void Normalise(JsonNode? node, IReadOnlyCollection<string> hidden)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var name in OfOrder)
                {
                    members.Remove(name);
                }

                if (members["_source"] is JsonObject source)
                {
                    foreach (var name in hidden)
                    {
                        source.Remove(name);
                    }
                }

                foreach (var value in members.Select(member => member.Value).ToList())
                {
                    Normalise(value, hidden);
                }

                if (members["hits"] is JsonArray hits && hits.All(hit => hit is JsonObject))
                {
                    var sorted = hits.OrderBy(hit => $"{hit!["_index"]}/{hit["_id"]}", StringComparer.Ordinal).ToList();
                    hits.Clear();
                    sorted.ForEach(hits.Add);
                }

                break;
            case JsonArray elements:
                foreach (var element in elements)
                {
                    Normalise(element, hidden);
                }

                break;
            default:
                break;
        }
    }
}
