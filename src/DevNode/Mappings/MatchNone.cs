using Lucene.Net.Search;

namespace TwinBert.DevNode.Mappings;

/// <summary>The query that no document satisfies.</summary>
internal static class MatchNone
{
    // Queries carry a boost that callers set, so that each gets one of its own.
    public static Query Query => new BooleanQuery();
}
