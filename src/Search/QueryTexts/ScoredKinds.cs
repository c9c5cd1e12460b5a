using System.Text.Json;

namespace TwinBert.Search.QueryTexts;

/// <summary>What queries without queries in them are scored by.</summary>
internal static class ScoredKinds
{
    /// <summary>Judges a clause.</summary>
    /// <param name="kind">The kind of query.</param>
    /// <param name="value">What it says.</param>
    public static ScoredBy Of(string kind, JsonElement value) => kind switch
    {
        "match" or "match_phrase" or "match_phrase_prefix" or "match_bool_prefix" => HasTextInField(value) ? ScoredBy.Text : ScoredBy.Same,
        "multi_match" or "combined_fields" or "query_string" or "simple_query_string" => IsText(value, "query") ? ScoredBy.Text : ScoredBy.Same,
        "fuzzy" or "intervals" or "more_like_this" or "span_containing" or "span_field_masking" or "span_first" or "span_multi" or "span_near" or "span_not"
            or "span_or" or "span_term" or "span_within" => ScoredBy.Text,
        "distance_feature" or "rank_feature" => ScoredBy.Other,
        "constant_score" or "exists" or "geo_bounding_box" or "geo_distance" or "geo_grid" or "geo_polygon" or "geo_shape" or "ids"
            or "match_all" or "match_none" or "parent_id" or "prefix" or "range" or "regexp" or "script" or "shape" or "term" or "terms"
            or "terms_set" or "wildcard" => ScoredBy.Same,
        _ => ScoredBy.NotKnown,
    };

    /// <summary><c>{"title": "text"}</c> or <c>{"title": {"query": "text"}}</c>; a number or a truth value is matched exactly.</summary>
    private static bool HasTextInField(JsonElement value)
    {
        foreach (var field in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            if (field.Value.ValueKind == JsonValueKind.String || IsText(field.Value, "query"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsText(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String;
}
