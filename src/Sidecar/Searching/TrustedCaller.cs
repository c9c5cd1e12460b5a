using TwinBert.Protocol;
using TwinBert.Search.Analysis;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Searching;

/// <summary>A caller of this process, who may see everything.</summary>
internal sealed class TrustedCaller : ISearchCaller
{
    /// <inheritdoc/>
    public CallerKey Key => default;

    /// <inheritdoc/>
    public RerankReason? KnownReason(EligibleSearch search) => null;

    /// <inheritdoc/>
    public void Ask(EligibleSearch search)
    {
    }

    /// <inheritdoc/>
    public CrossingKnowledge? FindKnowledge(EligibleSearch search) => null;

    /// <inheritdoc/>
    public BeginningFields FindBeginnings(EligibleSearch search) => BeginningFields.NotKnown;

    /// <inheritdoc/>
    public ValueTask<RerankReason?> FindReasonAsync(EligibleSearch search, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public void Refused(EligibleSearch search)
    {
    }
}
