using System.Buffers;
using TwinBert.Protocol;
using TwinBert.Search.Responses;

namespace TwinBert.Sidecar.Searching;

/// <summary>What the sidecar's own work gave.</summary>
/// <param name="Order">The new order; <see langword="null"/> for the engine's.</param>
/// <param name="Verdict">What is said of it.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record RerankedHits(HitOrder? Order, RerankVerdict Verdict, TimeSpan Elapsed)
{
    public static RerankedHits Skipped(RerankReason reason, TimeSpan elapsed) => new(null, SearchEnds.Verdict(reason), elapsed);

    public static RerankedHits Failed(RerankReason reason, TimeSpan elapsed) => new(null, SearchEnds.Failure(reason), elapsed);

    /// <summary>Writes the page that the client asked for: in the new order, or the engine's own.</summary>
    /// <param name="output">Receives the page.</param>
    /// <param name="response">The engine's answer.</param>
    /// <param name="search">The client's search.</param>
    public void WritePage(IBufferWriter<byte> output, SearchResponse response, EligibleSearch search)
    {
        var page = new SearchPage(search.Request.From, search.Request.Size);
        var added = (long)Elapsed.TotalMilliseconds;
        if (Order is { } order)
        {
            SearchResponseWriter.WritePage(output, response, page, order, added);
        }
        else
        {
            SearchResponseWriter.WriteEnginePage(output, response, page, added);
        }
    }
}
