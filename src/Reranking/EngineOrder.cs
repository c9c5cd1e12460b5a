using TwinBert.Search.Responses;

namespace TwinBert.Reranking;

/// <summary>Checks what everything else relies on: that an engine's hits come by descending, finite scores.</summary>
internal static class EngineOrder
{
    /// <summary>Whether the window is ordered by score, and the first hit behind it has no higher one.</summary>
    public static bool IsByScore(IReadOnlyList<CandidateHit> hits, int window)
    {
        var previous = float.MaxValue;
        for (var rank = 0; rank < Math.Min(window + 1, hits.Count); rank++)
        {
            var score = hits[rank].UpstreamScore;
            // False for NaN, too.
            if (!(score <= previous) || !float.IsFinite(score))
            {
                return false;
            }

            previous = score;
        }

        return true;
    }
}
