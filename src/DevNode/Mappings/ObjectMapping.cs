using System.Collections.Immutable;
using System.Text.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary>An object in a mapping, the root included. Immutable.</summary>
/// <param name="Path">The full path; empty for the root.</param>
/// <param name="Dynamic">What happens to unknown fields; null where the parent says.</param>
/// <param name="IsEnabled">Whether anything inside is looked at.</param>
internal sealed record ObjectMapping(string Path, DynamicMode? Dynamic, bool IsEnabled)
{
    public ImmutableSortedDictionary<string, ObjectMapping> Objects { get; init; } =
        ImmutableSortedDictionary.Create<string, ObjectMapping>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, MappedField> Fields { get; init; } = ImmutableSortedDictionary.Create<string, MappedField>(StringComparer.Ordinal);

    /// <summary>The full path of something inside.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Writes the members <c>dynamic</c>, <c>enabled</c> and <c>properties</c>.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        if (Dynamic is { } dynamic)
        {
            json.WriteString("dynamic", dynamic.ToString().ToLowerInvariant());
        }

        if (!IsEnabled)
        {
            json.WriteBoolean("enabled", false);
        }

        if (Objects.Count + Fields.Count > 0)
        {
            json.WriteStartObject("properties");
            foreach (var name in Objects.Keys.Concat(Fields.Keys).Order(StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                if (Objects.TryGetValue(name, out var child))
                {
                    child.WriteAsProperty(json);
                }
                else
                {
                    WriteField(json, Fields[name]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    }

    /// <summary>Writes a field's members.</summary>
    public static void WriteField(Utf8JsonWriter json, MappedField field)
    {
        json.WriteString("type", field.Type);
        foreach (var (name, value) in field.Parameters)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }

        if (field.MultiFields.Count > 0)
        {
            json.WriteStartObject("fields");
            foreach (var (name, sub) in field.MultiFields)
            {
                json.WriteStartObject(name);
                WriteField(json, sub);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    }

    private void WriteAsProperty(Utf8JsonWriter json)
    {
        if (Objects.Count + Fields.Count == 0)
        {
            json.WriteString("type", "object");
        }

        WriteMembers(json);
    }
}
