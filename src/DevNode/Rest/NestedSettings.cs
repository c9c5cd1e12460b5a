using System.Text.Json;

namespace TwinBert.DevNode.Rest;

/// <summary>Writes dotted names as objects in objects.</summary>
internal static class NestedSettings
{
    /// <summary>Writes the members of an object. Names are sorted and none is the beginning of another.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var group in values.GroupBy(v => v.Key.Split('.', 2)[0]))
        {
            var first = group.First();
            if (first.Key == group.Key)
            {
                json.WriteString(first.Key, first.Value);
                continue;
            }

            json.WriteStartObject(group.Key);
            Write(json, group.Select(v => KeyValuePair.Create(v.Key[(group.Key.Length + 1)..], v.Value)));
            json.WriteEndObject();
        }
    }
}
