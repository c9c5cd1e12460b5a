using TwinBert.IngestPipeline;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Finds the objects in a write that an embedding goes into or comes out of.</summary>
/// <param name="indices">The configured indices.</param>
/// <param name="metrics">Counts the documents in which there are none.</param>
internal sealed class EmbeddingSites(IngestIndices indices, IngestMetrics metrics)
{
    /// <summary>The objects of a batch, in order.</summary>
    public List<EmbeddingSite> Find(WriteBatch batch)
    {
        var sites = new List<EmbeddingSite>(batch.Items.Count);
        foreach (var item in batch.Items)
        {
            if (indices.Find(item.Key.Index) is { } index)
            {
                Find(item, index, batch.Memory, sites);
            }
        }

        return sites;
    }

    private void Find(WriteItem item, IngestIndex index, ReadOnlyMemory<byte> bytes, List<EmbeddingSite> sites)
    {
        var source = bytes.Slice(item.Start, item.Length);
        if (item.Kind == WriteKind.Document)
        {
            Add(new(item, index, SiteRole.Document, item.Start..(item.Start + item.Length)), bytes, sites);
        }
        else if (UpdateBody.TryRead(source.Span, out var update))
        {
            var parts = UpdateSites(item, index, update, source).OrderBy(part => part.Source.Start.Value).ToArray();
            Array.ForEach(parts, part => Add(part, bytes, sites));
        }
        else
        {
            metrics.Count(WriteOutcome.Malformed);
        }
    }

    private void Add(EmbeddingSite site, ReadOnlyMemory<byte> bytes, List<EmbeddingSite> sites)
    {
        if (site.Index.Splice.Accepts(bytes.Span[site.Source]))
        {
            sites.Add(site);
        }
        else if (site.Role != SiteRole.Alternative)
        {
            metrics.Count(WriteOutcome.Malformed);
        }
    }

    private IEnumerable<EmbeddingSite> UpdateSites(WriteItem item, IngestIndex index, UpdateBody update, ReadOnlyMemory<byte> source)
    {
        var doc = source[update.Doc];
        var upsert = source[update.Upsert];
        if (DocRole(index.Selector.CoverageOf(doc), update.DocAsUpsert) is { } role)
        {
            yield return new(item, index, role, From(item, update.Doc));
        }
        else
        {
            metrics.Count(doc.IsEmpty ? WriteOutcome.ScriptedUpdate : WriteOutcome.TextUnchanged);
        }

        if (!upsert.IsEmpty)
        {
            yield return new(item, index, SiteRole.Alternative, From(item, update.Upsert));
        }
    }

    // A doc that becomes the document where there is none is taken at its word as all of the text.
    private static SiteRole? DocRole(TextCoverage coverage, bool isUpsert) => coverage switch
    {
        TextCoverage.None => null,
        TextCoverage.Some when !isUpsert => SiteRole.PartOfText,
        _ => SiteRole.NewText,
    };

    private static Range From(WriteItem item, Range range) => (item.Start + range.Start.Value)..(item.Start + range.End.Value);
}
