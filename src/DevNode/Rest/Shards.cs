using System.Text.Json;

namespace TwinBert.DevNode.Rest;

/// <summary>Writes <c>_shards</c>: an index of the node is always one shard.</summary>
internal static class Shards
{
    public static void Write(Utf8JsonWriter json, int total, bool withSkipped = false)
    {
        json.WriteStartObject("_shards");
        json.WriteNumber("total", total);
        json.WriteNumber("successful", total);
        if (withSkipped)
        {
            json.WriteNumber("skipped", 0);
        }

        json.WriteNumber("failed", 0);
        json.WriteEndObject();
    }
}
