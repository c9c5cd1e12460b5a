using System.Text.Json;

namespace TwinBert.Training.Clicks;

/// <summary>
/// Joins the two indices of OpenSearch's User Behavior Insights: <c>ubi_queries</c>, with the ids of the hits in their order, and <c>ubi_events</c>, with what
/// was done to them. Not thread-safe.
/// </summary>
/// <param name="clickActions">The actions that count as clicks.</param>
internal sealed class BehaviorInsights(IReadOnlySet<string> clickActions)
{
    private readonly Dictionary<string, (string Text, DateTimeOffset Time, IReadOnlyList<string> Hits)> _queries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int?>> _clicks = new(StringComparer.Ordinal);

    /// <summary>Takes a document of either index.</summary>
    /// <param name="source">The document.</param>
    /// <returns>Whether it is of one of them.</returns>
    /// <exception cref="InvalidOperationException">A member is of another type.</exception>
    public bool TryAdd(JsonElement source)
    {
        if (source.TryGetProperty("query_response_hit_ids", out var hits) && Text(source, "query_id") is { } id)
        {
            if (Text(source, "user_query") is { Length: > 0 } query)
            {
                _queries[id] = (query, Time(source), [.. hits.EnumerateArray().Select(hit => hit.GetString()!)]);
            }

            return true;
        }

        if (Text(source, "action_name") is not { } action)
        {
            return Text(source, "query_id") is not null && source.TryGetProperty("user_query", out _);
        }

        if (clickActions.Contains(action) && Text(source, "query_id") is { } of && source.TryGetProperty("event_attributes", out var attributes)
            && attributes.TryGetProperty("object", out var target) && Text(target, "object_id") is { } document)
        {
            var clicks = _clicks.TryGetValue(of, out var known) ? known : _clicks[of] = new(StringComparer.Ordinal);
            clicks[document] = attributes.TryGetProperty("position", out var place) && place.TryGetProperty("ordinal", out var ordinal)
                ? ordinal.GetInt32()
                : null;
        }

        return true;
    }

    /// <summary>A page for each query that has hits. An event's position wins over the hit's place, as a page may show something else between hits.</summary>
    public IEnumerable<Impression> Impressions() => _queries.Where(query => query.Value.Hits.Count > 0).Select(query =>
    {
        var clicks = _clicks.GetValueOrDefault(query.Key, []);
        return new Impression(query.Value.Text, query.Value.Time, [.. query.Value.Hits.Distinct(StringComparer.Ordinal).Select((hit, i) => new ShownDocument(
            hit, clicks.TryGetValue(hit, out var position) && position > 0 ? position.Value : i + 1, clicks.ContainsKey(hit)))]);
    });

    private static string? Text(JsonElement source, string name) =>
        source.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset Time(JsonElement source) => source.TryGetProperty("timestamp", out var value)
        ? value.ValueKind == JsonValueKind.Number ? DateTimeOffset.FromUnixTimeMilliseconds(value.GetInt64()) : value.GetDateTimeOffset()
        : DateTimeOffset.MinValue;
}
