using System.Text.Json;

namespace TwinBert.DevNode.Queries;

/// <summary>
/// Reads the members of a clause, each as its name says: <c>new ClauseReader("exists") { ["field"] = value => … }</c>. Every clause has a boost; what a
/// clause does not know is refused by name. Not for concurrent use.
/// </summary>
/// <param name="clause">The clause's name, for refusals.</param>
internal sealed class ClauseReader(string clause)
{
    private readonly Dictionary<string, Action<JsonElement>> _members = new(StringComparer.Ordinal);

    /// <summary>Takes all other members.</summary>
    /// <value>refuses them</value>
    public Action<JsonProperty> Otherwise { get; init; } = property => throw QueryErrors.UnknownParameter(clause, property.Name);

    /// <summary>Takes the value of one member.</summary>
    public Action<JsonElement> this[string name]
    {
        set => _members[name] = value;
    }

    /// <summary>Reads a clause.</summary>
    /// <returns>Its boost.</returns>
    public float Read(JsonElement json)
    {
        var boost = 1f;
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name == "boost")
            {
                boost = QueryJson.Float(property.Value);
            }
            else if (_members.TryGetValue(property.Name, out var take))
            {
                take(property.Value);
            }
            else
            {
                Otherwise(property);
            }
        }

        return boost;
    }
}
