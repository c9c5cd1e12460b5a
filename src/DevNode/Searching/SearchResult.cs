using TwinBert.DevNode.Aggregations;

namespace TwinBert.DevNode.Searching;

/// <summary>What a search found, before anything is fetched.</summary>
internal sealed record SearchResult(
    IReadOnlyList<SearchShard> Shards,
    IReadOnlyList<Hit> Hits,
    long Total,
    float MaxScore,
    IReadOnlyList<TermsAggregator> Aggregators)
{
    /// <summary>Whether hits show their score.</summary>
    public bool HasScores { get; init; }

    /// <summary>The query of each shard, for highlighting.</summary>
    public IReadOnlyList<Lucene.Net.Search.Query> Queries { get; init; } = [];
}
