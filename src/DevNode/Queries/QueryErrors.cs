using System.Text.Json;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Queries;

/// <summary>The refusals of the query parsers.</summary>
internal static class QueryErrors
{
    public static EngineException UnknownParameter(string query, string parameter) =>
        EngineErrors.Parsing($"[{query}] query does not support [{parameter}]");

    public static EngineException Malformed(string query, string why) => EngineErrors.Parsing($"[{query}] query malformed, {why}");

    public static EngineException UnknownQuery(string name) => EngineErrors.Parsing($"unknown query [{name}]");

    /// <summary>The member as an object, or the refusal.</summary>
    public static JsonElement RequireObject(string query, JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? json : throw Malformed(query, "no start_object after query name");
}
