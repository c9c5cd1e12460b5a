using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary>Reads the options that <c>match</c> and <c>multi_match</c> share.</summary>
internal static class TextMatchJson
{
    /// <summary>The options with one more member read, or a refusal that names it.</summary>
    public static TextMatch Apply(TextMatch options, string query, JsonProperty property)
    {
        switch (property.Name)
        {
            case "operator":
                return options with { RequiresAll = IsAnd(property.Value) };
            case "minimum_should_match":
                return options with { MinimumShouldMatch = JsonInput.Text(property.Value) };
            case "analyzer":
                return options with { Analyzer = JsonInput.Text(property.Value) };
            case "lenient":
                return options with { IsLenient = QueryJson.Boolean(property.Value) };
            case "zero_terms_query":
                return options with { MatchesAllIfEmpty = MatchesAll(property.Value) };
            case "auto_generate_synonyms_phrase_query":
                // No analyzer of the node makes synonyms.
                return options;
            case "fuzziness" or "prefix_length" or "max_expansions" or "fuzzy_transpositions" or "fuzzy_rewrite" or "cutoff_frequency" or "_name":
                throw EngineErrors.Unsupported($"[{property.Name}] in a [{query}] query");
            default:
                throw QueryErrors.UnknownParameter(query, property.Name);
        }
    }

    /// <summary>Whether the operator is <c>and</c>.</summary>
    public static bool IsAnd(JsonElement value) => JsonInput.Text(value).ToUpperInvariant() switch
    {
        "AND" => true,
        "OR" => false,
        var other => throw EngineErrors.IllegalArgument($"No enum constant for the operator [{other}]"),
    };

    private static bool MatchesAll(JsonElement value) => JsonInput.Text(value).ToUpperInvariant() switch
    {
        "ALL" => true,
        "NONE" => false,
        var other => throw EngineErrors.Parsing($"Unsupported zero_terms_query value [{other}]"),
    };
}
