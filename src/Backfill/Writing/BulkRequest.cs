using System.Buffers;
using System.Globalization;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Planning;
using TwinBert.IngestPipeline;
using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Writing;

/// <summary>Spells the guarded writes of one index: many in a bulk body, or one in a call of its own. Immutable and thread-safe.</summary>
/// <param name="plan">The index.</param>
/// <param name="target">Where its writes go.</param>
/// <param name="write">Writes what is sent for a document: its source or, where the index takes partial updates, the body of one.</param>
internal sealed class BulkRequest(IndexPlan plan, WriteTarget target, Action<EncodedItem, IBufferWriter<byte>> write)
{
    /// <summary>Spells writes that put the embedding object into documents.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="target">Where its writes go.</param>
    /// <param name="splice">Puts the embedding object into a source.</param>
    public BulkRequest(IndexPlan plan, WriteTarget target, EmbeddingSplice splice)
        : this(plan, target, (item, output) => WriteEmbedded(plan, splice, item, output))
    {
    }

    /// <summary>Whether a document can stand in a bulk body: its source must be a single line there, and goes out as it is.</summary>
    public bool TakesInBulk(EncodedItem item) => plan.WriteMode == WriteMode.Update || !item.Document.Source.Span.Contains((byte)'\n');

    /// <summary>A bulk call with all of the documents.</summary>
    public ClusterCall Bulk(IEnumerable<EncodedItem> items)
    {
        var body = new BulkBody();
        foreach (var item in items)
        {
            body.Add(ActionOf(item), item, write);
        }

        return body.ToCall();
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
        write(item, body);
        return new ClusterCall(HttpMethod.Put, path, body.WrittenMemory);
    }

    private BulkAction ActionOf(EncodedItem item) => new(plan.WriteMode == WriteMode.Update ? BulkVerb.Update : BulkVerb.Index)
    {
        Index = target.Name,
        Id = item.Document.Id,
        If = (item.Document.SequenceNumber, item.Document.PrimaryTerm),
        RequireAlias = target.RequiresAlias ? true : null,
        Routing = item.Document.Routing,

        // The stored document went through the pipeline when it was first written; it must not go through it again.
        Pipeline = plan.HasDefaultPipeline && plan.WriteMode == WriteMode.Index ? "_none" : null,
    };

    private static void WriteEmbedded(IndexPlan plan, EmbeddingSplice splice, EncodedItem item, IBufferWriter<byte> body)
    {
        if (plan.WriteMode == WriteMode.Update)
        {
            UpdateBody.Write(body, plan.Fields.Embedding.Name, item.EmbeddingObject.Span);
        }
        else
        {
            splice.TryWrite(item.Document.Source.Span, item.EmbeddingObject.Span, body);
        }
    }
}
