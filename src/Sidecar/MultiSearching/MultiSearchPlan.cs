using System.Buffers;
using TwinBert.Protocol;
using TwinBert.Search.MultiSearch;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>What is to be done with each search of an <c>_msearch</c>. Immutable.</summary>
/// <param name="Request">The client's request.</param>
/// <param name="Searches">Each of its searches.</param>
/// <param name="Own">Each search's body as it is sent when it is not widened; <see langword="null"/> for the client's to the byte.</param>
internal sealed record MultiSearchPlan(MultiSearchRequest Request, IReadOnlyList<PlannedSearch> Searches, IReadOnlyList<ReadOnlyMemory<byte>?> Own)
{
    /// <summary>Whether any search is to be reranked.</summary>
    public bool HasEligible => Searches.Any(search => search.Search is not null);

    /// <summary>The searches that are to be reranked.</summary>
    public IEnumerable<EligibleSearch> Eligible => Searches.Select(planned => planned.Search).OfType<EligibleSearch>();

    /// <summary>Their query texts.</summary>
    public IEnumerable<string> Texts => Eligible.Select(search => search.Request.QueryText);

    /// <summary>The plan without the searches whose query is not encoded: they go on as the client wrote them.</summary>
    public MultiSearchPlan Without(QueryEncodings encodings) => this with
    {
        Searches = [.. Searches.Select(planned => planned.Search is { } search && encodings.Refuses(search.Request.QueryText, out var reason)
            ? new PlannedSearch(null, null, reason, planned.Indices)
            : planned)],
    };

    /// <summary>The plan without the searches whose text the caller may not see all of, as far as that is known.</summary>
    public MultiSearchPlan Without(SearchCaller caller) => this with
    {
        Searches = [.. Searches.Select(planned => planned.Search is { } search && caller.KnownReason(search) is { } reason
            ? new PlannedSearch(null, null, reason, planned.Indices)
            : planned)],
    };

    /// <summary>The plan without the searches that may not ask for vectors.</summary>
    public MultiSearchPlan Without(VectorAttempts vectors) => this with
    {
        Searches = [.. Searches.Select(
            (planned, i) => planned.Search is null || vectors.Admits(i) ? planned : new(null, null, RerankReason.VectorsOpen, planned.Indices))],
    };

    /// <summary>The request with the searches to be reranked widened.</summary>
    public ReadOnlyMemory<byte> Widened()
    {
        var lines = new ArrayBufferWriter<byte>();
        Request.Write(lines, [.. Searches.Zip(Own, (search, own) => search.Line ?? own)]);
        return lines.WrittenMemory;
    }

    /// <summary>A request of some of the client's own searches.</summary>
    /// <param name="places">Which ones.</param>
    public ReadOnlyMemory<byte> OwnOf(IEnumerable<int> places)
    {
        var lines = new ArrayBufferWriter<byte>();
        Request.Write(lines, Own, places);
        return lines.WrittenMemory;
    }

    /// <summary>The verdict when the client gets what the engine answers to its own request.</summary>
    /// <param name="failure">Why reranking came to nothing; <see langword="null"/> when the engine answered with an error.</param>
    public RerankVerdict WithoutRerank(RerankReason? failure) => MultiSearchVerdict.Of([.. Searches.Select(search => search.WithoutRerank(failure))]);
}
