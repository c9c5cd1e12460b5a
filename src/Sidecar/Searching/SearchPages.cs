using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The pages of a request's searches while they are being written, in memory that they share, with the verdict of each. Belongs to one request.
/// </summary>
/// <param name="text">Where the pages are written.</param>
/// <param name="count">How many searches there are.</param>
internal sealed class SearchPages(PooledBody text, int count) : IDisposable
{
    private readonly RerankVerdict[] _verdicts = new RerankVerdict[count];
    private readonly (int Start, int Length)[] _places = new (int Start, int Length)[count];

    /// <summary>All pages, one after the other in the order in which they were written.</summary>
    public PooledBody Text => text;

    /// <summary>The verdict of each search.</summary>
    public IReadOnlyList<RerankVerdict> Verdicts => _verdicts;

    /// <summary>Writes the page of a search that was ranked.</summary>
    /// <param name="place">The search's place.</param>
    /// <param name="ranked">What became of it.</param>
    /// <param name="hits">The engine's hits.</param>
    public void Add(int place, RankedSearch ranked, PlanAnswer hits)
    {
        var start = (int)text.Stream.Length;
        hits.WritePage(text.Stream, ranked.Result, (long)ranked.Elapsed.TotalMilliseconds);
        End(place, ranked.Verdict, start);
    }

    /// <summary>Writes the page of a search.</summary>
    /// <param name="place">The search's place.</param>
    /// <param name="verdict">What became of it.</param>
    /// <param name="page">The page; empty for the engine's own bytes.</param>
    public void Add(int place, RerankVerdict verdict, ReadOnlySpan<byte> page)
    {
        var start = (int)text.Stream.Length;
        text.Stream.Write(page);
        End(place, verdict, start);
    }

    /// <summary>The page of the search at a place; <see langword="null"/> for the engine's own bytes.</summary>
    public ReadOnlyMemory<byte>? Find(int place) =>
        _places[place] is { Length: > 0 } page ? text.Bytes.Slice(page.Start, page.Length) : default(ReadOnlyMemory<byte>?);

    private void End(int place, RerankVerdict verdict, int start)
    {
        _places[place] = (start, (int)text.Stream.Length - start);
        _verdicts[place] = verdict;
    }

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();
}
