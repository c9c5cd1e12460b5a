using System.Text.Json.Nodes;

namespace TwinBert.Fuzzing.Oracles;

/// <summary>A value without anything that is named after the embedding, at any depth: where two such are the same, nothing else was touched.</summary>
internal static class EmbeddingFree
{
    private const string Name = "twinbert";

    /// <summary>Takes the embedding's members out, and a hit's <c>fields</c> where nothing is left in it.</summary>
    /// <param name="value">The value, which is changed.</param>
    public static JsonNode? Of(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var name in members.Select(member => member.Key).ToArray())
                {
                    if (name == Name
                        || name.StartsWith(Name + ".", StringComparison.Ordinal)
                        || (Of(members[name]) is JsonObject { Count: 0 } && name == "fields"))
                    {
                        members.Remove(name);
                    }
                }

                break;
            case JsonArray elements:
                foreach (var element in elements)
                {
                    Of(element);
                }

                break;
        }

        return value;
    }
}
