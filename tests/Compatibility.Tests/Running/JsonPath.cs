using System.Globalization;
using System.Text.Json.Nodes;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>Paths into answers: names and numbers between dots, <c>*</c> for each member, a backslash before a dot that belongs to a name.</summary>
public static class JsonPath
{
    /// <summary>Whether something is there, and what.</summary>
    public static (bool Exists, JsonNode? Value) Find(JsonNode? root, string path)
    {
        var parts = path.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').Select(p => p.Replace('\0', '.')).ToArray();
        return Find(root, parts);
    }

    private static (bool Exists, JsonNode? Value) Find(JsonNode? at, ReadOnlySpan<string> parts)
    {
        if (parts.Length == 0 || (parts.Length == 1 && parts[0] == "$"))
        {
            return (true, at);
        }

        if (parts[0] == "*")
        {
            return (true, Each(at, parts[1..]));
        }

        return at switch
        {
            JsonObject map when map.TryGetPropertyValue(parts[0], out var value) => Find(value, parts[1..]),
            JsonArray list when int.TryParse(parts[0], CultureInfo.InvariantCulture, out var i) && i < list.Count => Find(list[i], parts[1..]),
            _ => (false, null),
        };
    }

    private static JsonArray Each(JsonNode? at, ReadOnlySpan<string> rest)
    {
        var result = new JsonArray();
        IEnumerable<JsonNode?> members = at switch
        {
            JsonArray list => list,
            JsonObject map => map.Select(m => m.Value),
            _ => [],
        };
        foreach (var member in members)
        {
            if (Find(member, rest) is { Exists: true, Value: var value })
            {
                result.Add(value?.DeepClone());
            }
        }

        return result;
    }
}
