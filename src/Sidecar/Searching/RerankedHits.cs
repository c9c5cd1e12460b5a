using TwinBert.Protocol;
using TwinBert.Search.Responses;

namespace TwinBert.Sidecar.Searching;

/// <summary>What the sidecar's own work gave.</summary>
/// <param name="Order">The new order; <see langword="null"/> for the engine's.</param>
/// <param name="Verdict">What is said of it.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record RerankedHits(HitOrder? Order, RerankVerdict Verdict, TimeSpan Elapsed)
{
    public static RerankedHits Skipped(string reason, TimeSpan elapsed) => new(null, new() { Status = RerankStatus.Skipped, Reason = reason }, elapsed);

    public static RerankedHits Failed(string reason, TimeSpan elapsed) => new(null, new() { Status = RerankStatus.Failed, Reason = reason }, elapsed);
}
