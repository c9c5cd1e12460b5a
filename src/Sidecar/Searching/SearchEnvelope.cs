using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>How one or several searches travel in one request, and their pages in one answer. Belongs to one request.</summary>
/// <param name="searches">The searches, in their order; at least one.</param>
internal abstract class SearchEnvelope(IReadOnlyList<SearchAttempt> searches) : IDisposable
{
    /// <summary>The searches, in their order.</summary>
    public IReadOnlyList<SearchAttempt> Searches => searches;

    /// <summary>Those of them that are to be reranked.</summary>
    public IEnumerable<SearchAttempt> Eligible => searches.Where(search => search.Search is not null);

    /// <summary>Whether there are any.</summary>
    public bool HasEligible
    {
        get
        {
            foreach (var search in searches)
            {
                if (search.Search is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Writes the request, with what is sent in place of each search.</summary>
    public abstract OutgoingSearch Write();

    /// <summary>Writes a request of some of the client's own searches, when what was sent in their place had no use.</summary>
    /// <param name="places">Which ones.</param>
    /// <returns>The request; <see langword="null"/> when that is the client's own request, which is to go on as it came.</returns>
    public virtual OutgoingSearch? WriteOwn(IEnumerable<int> places) => null;

    /// <summary>What the engine answered to each search.</summary>
    /// <param name="answer">Its answer to the whole.</param>
    /// <returns>One for each search; <see langword="null"/> when the whole has no use.</returns>
    public abstract IReadOnlyList<ReadOnlyMemory<byte>>? Split(EngineAnswer answer);

    /// <summary>What the engine answered to some of the client's own searches.</summary>
    /// <param name="answer">Its answer to what <see cref="WriteOwn"/> wrote.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>One for each; <see langword="null"/> when the whole has no use.</returns>
    public virtual IReadOnlyList<ReadOnlyMemory<byte>>? SplitOwn(EngineAnswer answer, int count) => null;

    /// <summary>The status of an error that one search was answered with; <see langword="null"/> when that is no error in the form that engines give.</summary>
    /// <param name="answer">The answer to the whole.</param>
    /// <param name="item">The answer to the search.</param>
    public abstract int? ErrorStatus(EngineAnswer answer, ReadOnlyMemory<byte> item);

    /// <summary>Writes the client's answer.</summary>
    /// <param name="pages">The page of each search.</param>
    /// <param name="buffers">Room for the answer, where it is another text than the pages'.</param>
    /// <returns>The text to send.</returns>
    public abstract PooledBody Join(SearchPages pages, BodyBuffers buffers);

    /// <summary>One verdict for all searches.</summary>
    /// <param name="verdicts">That of each.</param>
    public abstract RerankVerdict Sum(IReadOnlyList<RerankVerdict> verdicts);

    /// <summary>The verdict when the client gets what the engine answers to its own request.</summary>
    /// <param name="failure">Why reranking came to nothing; <see langword="null"/> when the engine answered with an error.</param>
    public RerankVerdict WithoutRerank(RerankReason? failure) => Sum([.. searches.Select(search => search.WithoutRerank(failure))]);

    /// <summary>The verdict of each search is given: their circuits are told.</summary>
    public void End(IReadOnlyList<RerankVerdict> verdicts)
    {
        foreach (var (search, verdict) in searches.Zip(verdicts))
        {
            search.End(verdict);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var search in searches)
        {
            search.Dispose();
        }
    }
}
