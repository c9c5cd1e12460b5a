using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Documents;

/// <summary>The body of an update: part of a document, and what to do where there is no document yet.</summary>
internal sealed record UpdateBody(JsonElement? Doc, JsonElement? Upsert, bool DocAsUpsert, bool DetectsNoop, SourceFilter? Source)
{
    public static UpdateBody Read(JsonElement json)
    {
        var body = new UpdateBody(null, null, false, true, null);
        foreach (var property in json.EnumerateObject())
        {
            body = property.Name switch
            {
                "doc" => body with { Doc = property.Value },
                "upsert" => body with { Upsert = property.Value },
                "doc_as_upsert" => body with { DocAsUpsert = QueryJson.Boolean(property.Value) },
                "detect_noop" => body with { DetectsNoop = QueryJson.Boolean(property.Value) },
                "_source" => body with { Source = SourceFilter.Read(property.Value) },
                "script" or "scripted_upsert" => throw EngineErrors.Unsupported($"[{property.Name}] in an update"),
                _ => throw EngineErrors.XContentParse($"[UpdateRequest] unknown field [{property.Name}]"),
            };
        }

        return body.Doc is null && body.Upsert is null
            ? throw EngineErrors.Validation("script or doc is missing")
            : body.DocAsUpsert && body.Doc is null
            ? throw EngineErrors.Validation("doc must be specified if doc_as_upsert is enabled")
            : body;
    }

    /// <summary>The write that an update of a document amounts to; null if it changes nothing.</summary>
    /// <param name="index">The index, for errors.</param>
    /// <param name="id">The document's identifier.</param>
    /// <param name="current">The current version, if there is one.</param>
    public WriteOperation? Apply(EmbeddedIndex index, string id, DocumentVersion? current)
    {
        if (current is null)
        {
            var source = (DocAsUpsert ? Doc : Upsert) ?? throw index.Error(404, "document_missing_exception", $"[{id}]: document missing");
            return new WriteOperation(WriteKind.Create, id, Bytes(source));
        }

        if (Doc is not { } doc)
        {
            return null;
        }

        var merged = JsonNode.Parse(current.Source.Span, documentOptions: JsonInput.Options)!.AsObject();
        var changed = Merge(merged, doc);
        return !changed && DetectsNoop ? null : new WriteOperation(WriteKind.Index, id, Bytes(merged));
    }

    // Objects are merged member by member, anything else is replaced; says whether that made a difference.
    private static bool Merge(JsonObject into, JsonElement from)
    {
        var changed = false;
        foreach (var property in from.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && into[property.Name] is JsonObject inner)
            {
                changed |= Merge(inner, property.Value);
            }
            else if (!into.ContainsKey(property.Name) || !Same(into[property.Name], property.Value))
            {
                into[property.Name] = JsonNode.Parse(property.Value.GetRawText(), documentOptions: JsonInput.Options);
                changed = true;
            }
        }

        return changed;
    }

    private static bool Same(JsonNode? node, JsonElement value) => node is null
        ? value.ValueKind == JsonValueKind.Null
        : JsonElement.DeepEquals(JsonElement.Parse(node.ToJsonString(), JsonInput.Options), value);

    private static byte[] Bytes(JsonElement element) => System.Text.Encoding.UTF8.GetBytes(element.GetRawText());

    private static byte[] Bytes(JsonObject node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            node.WriteTo(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
