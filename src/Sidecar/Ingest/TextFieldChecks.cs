using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Shows the documents of one write request to the checks of their indices' text fields. Used by one stage at a time.</summary>
/// <param name="calls">Calls with the caller's credentials.</param>
/// <param name="log">Where a field that no document has is named.</param>
internal sealed class TextFieldChecks(IClusterCalls calls, WriteLog log)
{
    /// <summary>Looks into the whole documents of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="sites">Its objects.</param>
    /// <param name="time">How long the request may still be held up.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask SeeAsync(WriteBatch batch, IReadOnlyList<EmbeddingSite> sites, OwnTime time, CancellationToken cancellationToken)
    {
        var documents = sites.Where(site => site is { Role: SiteRole.Document, IsServing: true } && !site.Index.TextFieldCheck.IsSettled).ToArray();
        if (documents.Length == 0)
        {
            return;
        }

        foreach (var site in documents)
        {
            site.Index.TextFieldCheck.See(batch.Memory[site.Source]);
        }

        var since = time.Now();
        using var expiry = time.Expire(cancellationToken);
        try
        {
            foreach (var site in documents.DistinctBy(site => site.Index))
            {
                var index = site.Item.Key.Index;
                foreach (var field in await site.Index.TextFieldCheck.FindUnknownAsync(index, calls, expiry.Token))
                {
                    log.UnknownField(field.Path, index, field.Documents, field.Nearest);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The engine did not say in time what its mapping has.
        }

        time.Spend(since);
    }
}
