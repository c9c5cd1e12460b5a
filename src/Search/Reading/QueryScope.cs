using TwinBert.Search.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Reading;

/// <summary>
/// The object of a body that has the query and what belongs to it: the body, or a <c>standard</c> retriever in it. Places are those in the body.
/// </summary>
internal sealed class QueryScope
{
    private readonly SearchBody _members;
    private readonly int _start;

    private QueryScope(SearchBody members, int start)
    {
        _members = members;
        _start = start;
    }

    /// <summary>A body that could not be read.</summary>
    public static QueryScope None { get; } = new(new(), 0);

    /// <summary>Whether the query stands in a retriever.</summary>
    public bool IsRetriever => _start > 0;

    /// <summary>The names of the members.</summary>
    public IEnumerable<string> Keys => _members.Keys;

    /// <summary>The query; <see langword="null"/> for none.</summary>
    public JsonSpan? Query => this["query"];

    /// <summary>The least score of a hit; <see langword="null"/> for none.</summary>
    public JsonSpan? MinScore => this["min_score"];

    /// <summary>Where a member's value stands.</summary>
    public JsonSpan? this[string key] => _members[key] is { } span ? Within(_start, span) : null;

    /// <summary>The body itself.</summary>
    public static QueryScope Of(SearchBody members) => new(members, 0);

    /// <summary>The retriever, where it is a <c>standard</c> one around a query; <see langword="null"/> for any other.</summary>
    public static QueryScope? InRetriever(ReadOnlySpan<byte> body, JsonSpan retriever)
    {
        if (!SearchBody.TryRead(retriever.In(body), out var kinds) || kinds.Keys.Count() != 1 || kinds["standard"] is not { } standard)
        {
            return null;
        }

        var inBody = Within(retriever.Start, standard);
        return SearchBody.TryRead(inBody.In(body), out var members) && members["query"] is not null ? new(members, inBody.Start) : null;
    }

    private static JsonSpan Within(int start, JsonSpan span) => new(start + span.Start, span.Length);
}
