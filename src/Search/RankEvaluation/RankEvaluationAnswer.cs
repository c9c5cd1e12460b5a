using TwinBert.Search.Json;

namespace TwinBert.Search.RankEvaluation;

/// <summary>The answer to a <c>_rank_eval</c>. Thread-safe.</summary>
public static class RankEvaluationAnswer
{
    /// <summary>Whether an answer has a figure for every search. One in which a search failed has not, and neither has anything else.</summary>
    /// <param name="json">The answer.</param>
    public static bool IsComplete(ReadOnlySpan<byte> json) => Has(json, "metric_score"u8, out _) && !(Has(json, "failures"u8, out var any) && any);

    private static bool Has(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member, out bool hasMembers)
    {
        var cursor = new JsonCursor(json);
        var found = cursor.TryFind(member);
        hasMembers = found && cursor.TryEnter((byte)'{') && cursor.NextMember(out _);
        return found;
    }
}
