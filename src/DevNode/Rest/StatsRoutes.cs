using System.Globalization;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;

namespace TwinBert.DevNode.Rest;

/// <summary><c>_stats/docs</c>: how many documents there are and, with <c>level=shards</c>, how far each shard's operations are.</summary>
internal sealed class StatsRoutes(IndexCatalog catalog)
{
    public IEnumerable<Route> Routes => [new("GET", "/{index}/_stats/{metric}", Stats, [.. Expressions.Parameters, "level"])];

    private RestResponse Stats(RestRequest request)
    {
        if (request.Path["metric"] != "docs")
        {
            throw EngineErrors.Unsupported($"the statistics [{request.Path["metric"]}]");
        }

        var indices = catalog.Resolve(request.Path["index"], Expressions.Options(request));
        return RestResponse.Object(200, json =>
        {
            Shards.Write(json, indices.Count);
            json.WriteStartObject("indices");
            foreach (var index in indices)
            {
                json.WriteStartObject(index.Name);
                json.WriteString("uuid", index.Uuid);
                WriteDocuments(json, "primaries", index);
                WriteDocuments(json, "total", index);
                if (request.Text("level") == "shards")
                {
                    WriteShards(json, index);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    private static void WriteDocuments(Utf8JsonWriter json, string name, EmbeddedIndex index)
    {
        json.WriteStartObject(name);
        WriteDocuments(json, index);
        json.WriteEndObject();
    }

    private static void WriteDocuments(Utf8JsonWriter json, EmbeddedIndex index)
    {
        json.WriteStartObject("docs");
        json.WriteNumber("count", index.Count);
        json.WriteNumber("deleted", 0);
        json.WriteEndObject();
    }

    // Whatever number of shards was asked for, the first one has all documents.
    private static void WriteShards(Utf8JsonWriter json, EmbeddedIndex index)
    {
        json.WriteStartObject("shards");
        var text = index.Settings.Values.GetValueOrDefault("index.number_of_shards");
        var asked = int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 1;
        for (var shard = 0; shard < asked; shard++)
        {
            json.WriteStartArray(shard.ToString(CultureInfo.InvariantCulture));
            WriteShard(json, index, shard == 0 ? index.LastSequenceNumber : -1);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // An index lives as long as the node: its shards have one history, and its writes are done when they are answered.
    private static void WriteShard(Utf8JsonWriter json, EmbeddedIndex index, long last)
    {
        json.WriteStartObject();
        json.WriteStartObject("routing");
        json.WriteString("state", "STARTED");
        json.WriteBoolean("primary", true);
        json.WriteEndObject();
        json.WriteStartObject("commit");
        json.WriteStartObject("user_data");
        json.WriteString("history_uuid", index.Uuid);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("seq_no");
        json.WriteNumber("max_seq_no", last);
        json.WriteNumber("local_checkpoint", last);
        json.WriteNumber("global_checkpoint", last);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
