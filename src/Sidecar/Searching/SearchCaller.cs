using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Search.Analysis;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Searching;

/// <summary>The caller of a request that came over HTTP. Belongs to one request.</summary>
/// <param name="client">The request.</param>
/// <param name="key">The caller.</param>
/// <param name="visibility">Finds out what may be seen.</param>
/// <param name="mappings">Knows where vectors are asked for in vain.</param>
/// <param name="knowledge">Finds out where the engine can cross.</param>
/// <param name="fields">Finds out which fields suggestions are made of.</param>
internal sealed class SearchCaller(
    ClientRequest client, CallerKey key, TextVisibility visibility, WrongMappings mappings, PlanKnowledge knowledge, FieldKnowledge fields)
    : ISearchCaller
{
    /// <inheritdoc/>
    public CallerKey Key => key;

    /// <inheritdoc/>
    public RerankReason? KnownReason(EligibleSearch search) =>
        mappings.Contains(search) ? RerankReason.MappingMismatch : ReasonOf(visibility.Known(key, search.Text));

    /// <inheritdoc/>
    public void Refused(EligibleSearch search) => mappings.Suspect(client, search);

    /// <inheritdoc/>
    public CrossingKnowledge? FindKnowledge(EligibleSearch search)
    {
        knowledge.Learn(client, search);
        if (search.Index.Standby is { } standby)
        {
            // Searches that go over to it are not to wait for what is to be known.
            knowledge.Learn(client, search with { Index = standby });
        }

        return knowledge.Find(search);
    }

    /// <inheritdoc/>
    public BeginningFields FindBeginnings(EligibleSearch search) => fields.Find(client, search);

    /// <inheritdoc/>
    public void Ask(EligibleSearch search) => _ = visibility.FindAsync(client, key, search.Text);

    /// <inheritdoc/>
    public async ValueTask<RerankReason?> FindReasonAsync(EligibleSearch search, CancellationToken cancellationToken)
    {
        if (visibility.Known(key, search.Text) is { } known)
        {
            return ReasonOf(known);
        }

        try
        {
            return ReasonOf(await visibility.FindAsync(client, key, search.Text).WaitAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (!client.Aborted.IsCancellationRequested)
        {
            return RerankReason.FieldsUnknown;
        }
    }

    private static RerankReason? ReasonOf(Sight? sight) => sight switch
    {
        Sight.Partial => RerankReason.HiddenFields,
        Sight.Unknown => RerankReason.FieldsUnknown,
        _ => null,
    };
}
