using System.Text.Json;
using System.Text.RegularExpressions;

namespace TwinBert.Search.QueryTexts;

/// <summary>What the score of a compound query is made of: the score of the query within, or something that the client puts in its place.</summary>
internal static partial class ScoreOrigin
{
    /// <summary>The members of a function, or of a <c>function_score</c> that has one only, that give a number.</summary>
    private static readonly string[] Functions = ["exp", "field_value_factor", "gauss", "linear", "random_score", "script_score", "weight"];

    /// <summary>Whether a clause has the boost 0, which takes its score away: in its own object, or in that of its field.</summary>
    public static bool IsSilenced(string kind, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var standsInField = kind is "match" or "match_phrase" or "match_phrase_prefix" or "match_bool_prefix" or "intervals";
        var options = standsInField ? value.EnumerateObject().Select(field => field.Value) : [value];
        return options.Any(option => option.ValueKind == JsonValueKind.Object && option.TryGetProperty("boost", out var boost) && IsZero(boost));
    }

    /// <summary>Whether a <c>nested</c> query has its score left out.</summary>
    public static bool IsNone(JsonElement nested) => TextOf(nested, "score_mode") == "none";

    /// <summary>Whether a <c>function_score</c> computes anything.</summary>
    public static bool HasFunctions(JsonElement query) => FunctionsOf(query).Length > 0;

    /// <summary>
    /// Whether the score of a <c>function_score</c> still tells that of the query within: its functions change it, and do not replace it or give it up to
    /// chance.
    /// </summary>
    public static bool KeepsQuery(JsonElement query)
    {
        var functions = FunctionsOf(query);
        return functions.Length == 0 || TextOf(query, "boost_mode") switch
        {
            "replace" => Array.Exists(functions, SaysScoreInFunction),
            "" or "multiply" => !IsChance(functions, TextOf(query, "score_mode")),
            _ => true,
        };
    }

    /// <summary>Whether a <c>function_score</c> multiplies the score of the query within by something that does not depend on it.</summary>
    public static bool Multiplies(JsonElement query) =>
        TextOf(query, "boost_mode") is "" or "multiply" && !Array.Exists(FunctionsOf(query), SaysScoreInFunction);

    /// <summary>Whether the script of a <c>script_score</c> query reads the score of the query within. What a stored script reads is not known here.</summary>
    public static bool SaysScore(JsonElement query) =>
        query.ValueKind == JsonValueKind.Object && query.TryGetProperty("script", out var script) && ScoreWord().IsMatch(SourceOf(script));

    /// <summary>
    /// Whether the number that the score is multiplied by is as good as a random one: some other function would have to be added to it for the score to count.
    /// </summary>
    private static bool IsChance(JsonElement[] functions, string scoreMode) =>
        Array.Exists(functions, IsRandom) && (scoreMode is not ("sum" or "avg" or "max") || Array.TrueForAll(functions, IsRandom));

    private static bool IsRandom(JsonElement function) => function.TryGetProperty("random_score", out _);

    private static bool SaysScoreInFunction(JsonElement function) => function.TryGetProperty("script_score", out var script) && SaysScore(script);

    private static JsonElement[] FunctionsOf(JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return query.TryGetProperty("functions", out var many) && many.ValueKind == JsonValueKind.Array
            ? [.. many.EnumerateArray().Where(IsFunction)]
            : IsFunction(query) ? [query] : [];
    }

    private static bool IsFunction(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && Array.Exists(Functions, name => value.TryGetProperty(name, out _));

    private static string SourceOf(JsonElement script) =>
        script.ValueKind == JsonValueKind.String ? script.GetString()! : TextOf(script, "source") + TextOf(script, "inline");

    private static bool IsZero(JsonElement number) => number.ValueKind switch
    {
        JsonValueKind.Number => number.TryGetDouble(out var value) && value == 0,
        JsonValueKind.String => double.TryParse(number.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var value) && value == 0,
        _ => false,
    };

    private static string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    /// <summary>The variable, and not a part of another name or a field that is called so.</summary>
    [GeneratedRegex(@"(?<![\w.'""])_score(?![\w'""])")]
    private static partial Regex ScoreWord();
}
