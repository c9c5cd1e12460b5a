using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// What an answer has at a path. A plain value is what it equals (numbers to 1e-5, relative); an object whose only member is
/// <c>exists</c>, <c>length</c>, <c>contains</c>, <c>matches</c>, <c>in</c>, <c>greater</c> or <c>has</c> is a comparison; <c>has</c> is a subset.
/// </summary>
public static class Expectation
{
    private const double Tolerance = 1e-5;

    /// <summary>What is wrong, or null.</summary>
    public static string? Check(JsonNode? answer, string path, JsonNode? expected)
    {
        var (exists, actual) = JsonPath.Find(answer, path);
        if (expected is JsonObject { Count: 1 } comparison && Compare(comparison.First(), exists, actual) is { } outcome)
        {
            return outcome.IsMet ? null : $"'{path}' should be {comparison.ToJsonString()} but is {Show(exists, actual)}";
        }

        return exists && Same(actual, expected) ? null : $"'{path}' should be {expected?.ToJsonString() ?? "null"} but is {Show(exists, actual)}";
    }

    private static (bool IsMet, bool Known)? Compare(KeyValuePair<string, JsonNode?> comparison, bool exists, JsonNode? actual)
    {
        var (name, operand) = comparison;
        return name switch
        {
            "exists" => (exists == operand!.GetValue<bool>(), true),
            "length" => (exists && Length(actual) == Number(operand), true),
            "contains" => (exists && Contains(actual, operand), true),
            "matches" => (exists && Regex.IsMatch(Text(actual), Text(operand), RegexOptions.Singleline), true),
            "in" => (exists && ((JsonArray)operand!).Any(option => Same(actual, option)), true),
            "greater" => (exists && Number(actual) > Number(operand), true),
            "has" => (exists && IsSubset(actual, operand), true),
            _ => null,
        };
    }

    private static bool Contains(JsonNode? actual, JsonNode? operand) => actual is JsonArray list
        ? list.Any(element => Same(element, operand))
        : Text(actual).Contains(Text(operand), StringComparison.Ordinal);

    private static bool IsSubset(JsonNode? actual, JsonNode? expected) => expected is JsonObject members
        ? actual is JsonObject map && members.All(m => map.TryGetPropertyValue(m.Key, out var value) && IsSubset(value, m.Value))
        : Same(actual, expected);

    private static bool Same(JsonNode? actual, JsonNode? expected)
    {
        if (IsNumber(actual) && IsNumber(expected))
        {
            var (a, e) = (Number(actual), Number(expected));
            return a == e || Math.Abs(a - e) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(e));
        }

        return (actual, expected) switch
        {
            (JsonArray a, JsonArray e) => a.Count == e.Count && a.Zip(e).All(pair => Same(pair.First, pair.Second)),
            (JsonObject a, JsonObject e) => a.Count == e.Count && e.All(m => a.TryGetPropertyValue(m.Key, out var value) && Same(value, m.Value)),
            _ => JsonNode.DeepEquals(actual, expected),
        };
    }

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static double Number(JsonNode? node) => IsNumber(node) ? double.Parse(node!.ToJsonString(), CultureInfo.InvariantCulture) : double.NaN;

    private static int Length(JsonNode? node) => node switch
    {
        JsonArray list => list.Count,
        JsonObject map => map.Count,
        _ => Text(node).Length,
    };

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : node?.ToJsonString() ?? "null";

    private static string Show(bool exists, JsonNode? actual) => exists ? actual?.ToJsonString() ?? "null" : "not there";
}
