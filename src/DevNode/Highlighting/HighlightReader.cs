using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Highlighting;

/// <summary>Reads <c>highlight</c>: options for all fields, and those of each field over them.</summary>
internal static class HighlightReader
{
    public static HighlightOptions Read(JsonElement json)
    {
        var common = new HighlightField("");
        JsonElement? fields = null;
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name == "fields")
            {
                fields = property.Value;
            }
            else
            {
                common = Apply(common, property);
            }
        }

        return new([.. Members(fields).Select(field => field.Value.EnumerateObject().Aggregate(common with { Pattern = field.Name }, Apply))]);
    }

    private static IEnumerable<JsonProperty> Members(JsonElement? fields) => fields switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().SelectMany(entry => entry.EnumerateObject()),
        { } map => map.EnumerateObject(),
    };

    private static HighlightField Apply(HighlightField field, JsonProperty property)
    {
        var value = property.Value;
        return property.Name switch
        {
            "pre_tags" => field with { PreTag = QueryJson.Strings(value)[0] },
            "post_tags" => field with { PostTag = QueryJson.Strings(value)[0] },
            "fragment_size" => field with { FragmentSize = QueryJson.Integer(value) },
            "number_of_fragments" => field with { NumberOfFragments = QueryJson.Integer(value) },
            "no_match_size" => field with { NoMatchSize = QueryJson.Integer(value) },
            "require_field_match" => field with { RequiresFieldMatch = QueryJson.Boolean(value) },
            "order" => field with { OrdersByScore = JsonInput.Text(value) == "score" },
            // All of the engine's highlighters mark the same words; the node has one.
            "type" when JsonInput.Text(value) is "unified" or "plain" => field,
            "encoder" when JsonInput.Text(value) == "default" => field,
            "type" or "encoder" => throw EngineErrors.Unsupported($"the highlight {property.Name} [{JsonInput.Text(value)}]"),
            "boundary_scanner" or "boundary_chars" or "boundary_max_scan" or "boundary_scanner_locale" or "fragmenter" or "fragment_offset" or "force_source"
                or "highlight_query" or "matched_fields" or "phrase_limit" or "tags_schema" or "max_analyzed_offset" or "options" =>
                throw EngineErrors.Unsupported($"[{property.Name}] of [highlight]"),
            _ => throw EngineErrors.XContentParse($"[highlight] unknown field [{property.Name}]"),
        };
    }
}
