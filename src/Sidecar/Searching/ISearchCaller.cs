using TwinBert.Protocol;
using TwinBert.Search.Analysis;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Searching;

/// <summary>Whose searches a request holds, and what of their text he may see. Belongs to one request.</summary>
internal interface ISearchCaller
{
    /// <summary>The caller.</summary>
    CallerKey Key { get; }

    /// <summary>Why a search is not to be reranked for this caller, as far as that is known already; <see langword="null"/> for no such reason.</summary>
    RerankReason? KnownReason(EligibleSearch search);

    /// <summary>Has the engine asked about a search, so that the answer is there when the search's is.</summary>
    void Ask(EligibleSearch search);

    /// <summary>
    /// What is known of sending the engine a search with the crossing in it; <see langword="null"/> for nothing yet: then it is being found out.
    /// </summary>
    CrossingKnowledge? FindKnowledge(EligibleSearch search);

    /// <summary>The fields of which suggestions are made, in what is searched, as far as that is known already.</summary>
    BeginningFields FindBeginnings(EligibleSearch search);

    /// <summary>Why a search is not to be reranked for this caller; <see langword="null"/> when it may be.</summary>
    /// <param name="search">The search.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<RerankReason?> FindReasonAsync(EligibleSearch search, CancellationToken cancellationToken);

    /// <summary>The engine refused what was sent in place of a search: a look at the mapping tells whether it always will.</summary>
    void Refused(EligibleSearch search);
}
