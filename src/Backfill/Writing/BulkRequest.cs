using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Planning;
using TwinBert.IngestPipeline;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Writing;

/// <summary>Spells the guarded writes of one index: many in a bulk body, or one in a call of its own. Immutable and thread-safe.</summary>
/// <param name="plan">The index.</param>
/// <param name="target">Where its writes go.</param>
/// <param name="splice">Puts the embedding object into a source.</param>
internal sealed class BulkRequest(IndexPlan plan, WriteTarget target, EmbeddingSplice splice)
{
    private static readonly JsonWriterOptions Lines = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a document can stand in a bulk body: its source must be a single line there, and goes out as it is.</summary>
    public bool TakesInBulk(EncodedItem item) => plan.WriteMode == WriteMode.Update || !item.Document.Source.Span.Contains((byte)'\n');

    /// <summary>A bulk call with all of the documents.</summary>
    public ClusterCall Bulk(IEnumerable<EncodedItem> items)
    {
        var body = new ArrayBufferWriter<byte>(1 << 16);
        foreach (var item in items)
        {
            WriteAction(body, item);
            WriteSource(body, item);
            body.Write("\n"u8);
        }

        return new ClusterCall(HttpMethod.Post, "/_bulk", body.WrittenMemory, ClusterCall.Ndjson);
    }

    /// <summary>A call that writes one document as a whole.</summary>
    public ClusterCall Single(EncodedItem item)
    {
        var document = item.Document;
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/{Uri.EscapeDataString(target.Name)}/_doc/{Uri.EscapeDataString(document.Id)}"
                + $"?if_seq_no={document.SequenceNumber}&if_primary_term={document.PrimaryTerm}");
        path += target.RequiresAlias ? "&require_alias=true" : "";
        path += document.Routing is { } routing ? $"&routing={Uri.EscapeDataString(routing)}" : "";
        path += plan.HasDefaultPipeline ? "&pipeline=_none" : "";
        var body = new ArrayBufferWriter<byte>(document.Source.Length + item.EmbeddingObject.Length + 64);
        WriteSource(body, item);
        return new ClusterCall(HttpMethod.Put, path, body.WrittenMemory);
    }

    private void WriteAction(ArrayBufferWriter<byte> body, EncodedItem item)
    {
        using (var line = new Utf8JsonWriter(body, Lines))
        {
            line.WriteStartObject();
            line.WriteStartObject(plan.WriteMode == WriteMode.Update ? "update" : "index");
            line.WriteString("_index", target.Name);
            line.WriteString("_id", item.Document.Id);
            line.WriteNumber("if_seq_no", item.Document.SequenceNumber);
            line.WriteNumber("if_primary_term", item.Document.PrimaryTerm);
            if (target.RequiresAlias)
            {
                line.WriteBoolean("require_alias", true);
            }

            if (item.Document.Routing is { } routing)
            {
                line.WriteString("routing", routing);
            }

            // The stored document went through the pipeline when it was first written; it must not go through it again.
            if (plan.HasDefaultPipeline && plan.WriteMode == WriteMode.Index)
            {
                line.WriteString("pipeline", "_none");
            }

            line.WriteEndObject();
            line.WriteEndObject();
        }

        body.Write("\n"u8);
    }

    private void WriteSource(ArrayBufferWriter<byte> body, EncodedItem item)
    {
        if (plan.WriteMode == WriteMode.Update)
        {
            body.Write("{\"doc\":{"u8);
            body.Write(JsonSerializer.SerializeToUtf8Bytes(plan.Fields.Embedding.Name));
            body.Write(":"u8);
            body.Write(item.EmbeddingObject.Span);
            body.Write("}}"u8);
        }
        else
        {
            splice.TryWrite(item.Document.Source.Span, item.EmbeddingObject.Span, body);
        }
    }
}
