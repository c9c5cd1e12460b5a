using TwinBert.Protocol;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>The verdict of several searches in one request.</summary>
internal static class MultiSearchVerdict
{
    /// <summary>
    /// Sums up: reranked if any search was, failed if any failed and none was reranked; hits are counted over all of them. The reason is the one
    /// that they share.
    /// </summary>
    /// <param name="items">The verdict of each, in their order; at least one.</param>
    public static RerankVerdict Of(IReadOnlyList<RerankVerdict> items)
    {
        var reranked = items.Where(item => item.Status == RerankStatus.Reranked).ToArray();
        if (reranked.Length > 0)
        {
            return new()
            {
                Status = RerankStatus.Reranked,
                Items = items,
                Window = reranked.Sum(item => item.Window),
                Scored = reranked.Sum(item => item.Scored),
                Missing = reranked.Sum(item => item.Missing),
                Moved = reranked.Sum(item => item.Moved),
                TopChanged = Array.Exists(reranked, item => item.TopChanged == true),
                Milliseconds = reranked.Sum(item => item.Milliseconds),
                Model = reranked[0].Model,
            };
        }

        return new()
        {
            Status = items.Any(item => item.Status == RerankStatus.Failed) ? RerankStatus.Failed : RerankStatus.Skipped,
            Reason = items.All(item => item.Reason == items[0].Reason) ? items[0].Reason : RerankReason.Several,
            Items = items,
        };
    }
}
