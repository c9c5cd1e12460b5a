using BitFaster.Caching.Lru;
using TwinBert.Protocol;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Knows what the pages of a search were served by, so that a later page comes from the same order as the first, and none has gaps or repeats because another
/// plan is chosen meanwhile. Only hashes of searches are held; of very many, those that were not paged for longest are forgotten. Thread-safe.
/// </summary>
internal sealed class ServedPages(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private readonly FastConcurrentLru<PagedSearch, Served> _served = new(Most);

    /// <summary>What an earlier page was served by.</summary>
    /// <param name="search">The search.</param>
    /// <param name="isByNumber">Whether the page is named by its number, not by the scores before it, which mean nothing in another order.</param>
    /// <returns>The name of a plan, empty for the engine's own order; <see langword="null"/> where that is not known, or where it matters not.</returns>
    public string? Find(PagedSearch search, bool isByNumber) =>
        _served.TryGet(search, out var served) && time.GetElapsedTime(served.At) < KnownFor && !(isByNumber && served.IsByFault) ? served.Plan : null;

    /// <summary>A page was answered.</summary>
    /// <param name="search">The search.</param>
    /// <param name="isFirst">Whether it was the first page, with which everything begins anew. A later one says nothing but that somebody still reads.</param>
    /// <param name="verdict">What became of it.</param>
    public void Add(PagedSearch search, bool isFirst, RerankVerdict verdict)
    {
        if (isFirst)
        {
            _served.AddOrUpdate(search, new(verdict.Plan ?? "", verdict is { Plan: null, Reason: { } reason } && !IsChoice(reason), time.GetTimestamp()));
        }
        else if (_served.TryGet(search, out var served) && time.GetElapsedTime(served.At) < KnownFor)
        {
            _served.AddOrUpdate(search, served with { At = time.GetTimestamp() });
        }
    }

    // What holds for more than one search. A fault is over with it.
    private static bool IsChoice(RerankReason reason) =>
        reason == RerankReason.PlanUnknown || reason == RerankReason.PlanRefused || reason == RerankReason.IndexTooLarge;

    private sealed record Served(string Plan, bool IsByFault, long At);
}

/// <summary>A search of a caller's, whichever page of it.</summary>
/// <param name="Caller">Whose.</param>
/// <param name="Indices">What is searched.</param>
/// <param name="Search">What its pages have in common.</param>
internal readonly record struct PagedSearch(CallerKey Caller, string Indices, UInt128 Search);
