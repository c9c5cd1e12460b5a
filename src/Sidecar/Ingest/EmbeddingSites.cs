using TwinBert.IngestPipeline;
using TwinBert.Search.Bulk;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Repairs;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Finds the objects in a write that an embedding goes into or comes out of.</summary>
/// <param name="metrics">Counts the documents in which there are none.</param>
internal sealed class EmbeddingSites(IngestMetrics metrics)
{
    /// <summary>The objects of a batch, in order.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="repairs">Hears of documents whose embedding a script may leave behind.</param>
    public List<EmbeddingSite> Find(WriteBatch batch, RepairTicket repairs)
    {
        var sites = new List<EmbeddingSite>(batch.Items.Count);
        foreach (var item in batch.Items)
        {
            Find(item, batch.Memory, sites, repairs);
        }

        return sites;
    }

    private void Find(WriteItem item, ReadOnlyMemory<byte> bytes, List<EmbeddingSite> sites, RepairTicket repairs)
    {
        var source = bytes.Slice(item.Start, item.Length);
        if (item.Kind == WriteKind.Document)
        {
            Add(item, SiteRole.Document, item.Start..(item.Start + item.Length), bytes, sites);
        }
        else if (UpdateBody.TryRead(source.Span, out var update))
        {
            var parts = UpdateParts(item, update, source, repairs).OrderBy(part => part.Source.Start.Value).ToArray();
            Array.ForEach(parts, part => Add(item, part.Role, part.Source, bytes, sites));
        }
        else
        {
            metrics.Count(WriteOutcome.Malformed);
        }
    }

    private void Add(WriteItem item, SiteRole role, Range source, ReadOnlyMemory<byte> bytes, List<EmbeddingSite> sites)
    {
        if (TryAdd(item, item.Index, role, source, bytes, sites))
        {
            // A document that cannot take the other object is found by a backfill of it.
            _ = item.Index.Standby is { } standby && TryAdd(item, standby, role, source, bytes, sites);
        }
        else if (role != SiteRole.Alternative)
        {
            metrics.Count(WriteOutcome.Malformed);
        }
    }

    private static bool TryAdd(
        WriteItem item, ServedIndex index, SiteRole role, Range source, ReadOnlyMemory<byte> bytes, List<EmbeddingSite> sites)
    {
        var takes = index.Splice.TryFind(bytes.Span[source], out var point);
        if (takes)
        {
            sites.Add(new(item, index, role, source, point));
        }

        return takes;
    }

    private IEnumerable<(SiteRole Role, Range Source)> UpdateParts(
        WriteItem item, UpdateBody update, ReadOnlyMemory<byte> source, RepairTicket repairs)
    {
        var doc = source[update.Doc];
        if (DocRole(item.Index.Texts.CoverageOf(doc), update.DocAsUpsert) is { } role)
        {
            yield return (role, From(item, update.Doc));
        }
        else
        {
            if (doc.IsEmpty)
            {
                repairs.Note(new(item.Key.Index, item.Key.Id, item.Key.Routing), isDoubtful: true);
            }

            metrics.Count(doc.IsEmpty ? WriteOutcome.ScriptedUpdate : WriteOutcome.TextUnchanged);
        }

        if (!source[update.Upsert].IsEmpty)
        {
            yield return (SiteRole.Alternative, From(item, update.Upsert));
        }
    }

    private static SiteRole? DocRole(TextCoverage coverage, bool isUpsert) => coverage switch
    {
        TextCoverage.None => null,
        TextCoverage.All => SiteRole.NewText,
        _ => isUpsert ? SiteRole.PartOrDocument : SiteRole.PartOfText,
    };

    private static Range From(WriteItem item, Range range) => (item.Start + range.Start.Value)..(item.Start + range.End.Value);
}
