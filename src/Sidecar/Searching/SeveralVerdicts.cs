using TwinBert.Protocol;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>One verdict for all searches of a request.</summary>
internal static class SeveralVerdicts
{
    /// <summary>
    /// Sums up: reranked if any search was, failed if any failed and none was reranked; hits are counted over all of them. The reason is the one that
    /// they share.
    /// </summary>
    /// <param name="verdicts">The verdict of each; at least one.</param>
    public static RerankVerdict Sum(IReadOnlyList<RerankVerdict> verdicts)
    {
        var reranked = verdicts.Where(item => item.Status == RerankStatus.Reranked).ToArray();
        return reranked.Length > 0
            ? new()
            {
                Status = RerankStatus.Reranked,
                Items = verdicts,
                Plan = string.Join(',', reranked.Select(item => item.Plan).Distinct()),
                Window = Total(reranked, item => item.Window),
                Scored = Total(reranked, item => item.Scored),
                Missing = Total(reranked, item => item.Missing),
                Moved = Total(reranked, item => item.Moved),
                TopChanged = Array.Exists(reranked, item => item.TopChanged is not null) ? Array.Exists(reranked, item => item.TopChanged == true) : null,
                Milliseconds = reranked.Sum(item => item.Milliseconds),
                Model = string.Join(',', reranked.Select(item => item.Model).Distinct()),
            }
            : SumWithoutRerank(verdicts);
    }

    // Where the engine crossed, nothing is counted.
    private static int? Total(RerankVerdict[] verdicts, Func<RerankVerdict, int?> count) =>
        Array.Exists(verdicts, verdict => count(verdict) is not null) ? verdicts.Sum(count) : null;

    private static RerankVerdict SumWithoutRerank(IReadOnlyList<RerankVerdict> verdicts)
    {
        var reason = verdicts.All(item => item.Reason == verdicts[0].Reason) ? verdicts[0].Reason!.Value : RerankReason.Several;
        return SearchEnds.Verdict(reason) with
        {
            Status = verdicts.Any(item => item.Status == RerankStatus.Failed) ? RerankStatus.Failed : RerankStatus.Skipped,
            Items = verdicts,
        };
    }
}
