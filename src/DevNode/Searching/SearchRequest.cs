using System.Text.Json;
using TwinBert.DevNode.Aggregations;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Searching;

/// <summary>A search as the client wrote it, URL and body together. Immutable.</summary>
internal sealed record SearchRequest
{
    /// <summary>The value of <see cref="TrackTotalUpTo"/> that counts every hit.</summary>
    public const int TrackAll = int.MaxValue;

    /// <summary>The value of <see cref="TrackTotalUpTo"/> that counts none.</summary>
    public const int TrackNone = -1;

    public QueryClause Query { get; init; } = new MatchAllClause();

    public QueryClause? PostFilter { get; init; }

    public int From { get; init; }

    public int Size { get; init; } = 10;

    /// <summary>The order; empty for the best scores first.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [];

    /// <summary>The sort values of the hit before the first wanted, or null.</summary>
    public IReadOnlyList<JsonElement>? SearchAfter { get; init; }

    public int TrackTotalUpTo { get; init; } = 10_000;

    public bool TracksScores { get; init; }

    public float? MinScore { get; init; }

    public FetchOptions Fetch { get; init; } = new();

    public IReadOnlyList<TermsAggregation> Aggregations { get; init; } = [];

    /// <summary>The point in time to search, or null.</summary>
    public string? PointInTime { get; init; }

    /// <summary>Whether all hits are wanted for paging through: the window of one page does not bound them.</summary>
    public bool IsScroll { get; init; }

    /// <summary>How much longer the point in time is wanted, as the client wrote it.</summary>
    public string? PointInTimeKeepAlive { get; init; }
}
