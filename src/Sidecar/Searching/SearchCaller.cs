using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Searching;

/// <summary>Whose searches a request holds, and what of their text he may see. Belongs to one request.</summary>
/// <param name="context">The request.</param>
/// <param name="key">The caller.</param>
/// <param name="visibility">Finds out what may be seen.</param>
/// <param name="mappings">Knows where vectors are asked for in vain.</param>
internal sealed class SearchCaller(HttpContext context, CallerKey key, TextVisibility visibility, WrongMappings mappings)
{
    /// <summary>The caller.</summary>
    public CallerKey Key => key;

    /// <summary>Why a search is not to be reranked for this caller, as far as that is known already: a <see cref="RerankReason"/>.</summary>
    public RerankReason? KnownReason(EligibleSearch search) =>
        mappings.Contains(search) ? RerankReason.MappingMismatch : ReasonOf(visibility.Known(key, search.Text));

    /// <summary>The engine refused the wider search: a look at the mapping tells whether it always will.</summary>
    public void Refused(EligibleSearch search) => mappings.Suspect(context, search);

    /// <summary>Has the engine asked about searches, so that the answer is there when theirs are.</summary>
    public void Ask(IEnumerable<EligibleSearch> searches)
    {
        foreach (var text in searches.Select(search => search.Text).Distinct())
        {
            _ = visibility.FindAsync(context, key, text);
        }
    }

    /// <summary>Why a search is not to be reranked for this caller, a <see cref="RerankReason"/>; <see langword="null"/> when it may be.</summary>
    /// <param name="search">The search.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<RerankReason?> FindReasonAsync(EligibleSearch search, CancellationToken cancellationToken)
    {
        if (visibility.Known(key, search.Text) is { } known)
        {
            return ReasonOf(known);
        }

        try
        {
            return ReasonOf(await visibility.FindAsync(context, key, search.Text).WaitAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
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
