using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Searching;

/// <summary>A request that is a search, by its method and path.</summary>
/// <param name="Kind">The way to search.</param>
/// <param name="Indices">The index expression, decoded; <see langword="null"/> where the path has none.</param>
internal sealed record SearchRoute(SearchKind Kind, string? Indices)
{
    /// <summary>Whether the request holds several searches.</summary>
    public bool IsMulti => Kind is SearchKind.MultiSearch or SearchKind.MultiTemplate;

    /// <summary>Whether it reads a point in time of which nothing is known.</summary>
    public bool ReadsUnknownPoint { get; private init; }

    /// <summary>Whether the body may name a point in time in place of indices.</summary>
    public bool MayReadPoint => Kind == SearchKind.Search && Indices is null;

    /// <summary>The same search, of a point in time.</summary>
    /// <param name="indices">What that is of; <see langword="null"/> where it is not known.</param>
    public SearchRoute OfPoint(string? indices) => this with { Indices = indices, ReadsUnknownPoint = indices is null };

    /// <summary>Recognises a search.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's target.</param>
    /// <returns>The search, or <see langword="null"/> when the request is something else.</returns>
    public static SearchRoute? Recognise(string method, RequestTarget target)
    {
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsPost(method))
        {
            return null;
        }

        var segments = target.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var action = Array.FindIndex(segments, 0, Math.Min(2, segments.Length), IsAction);
        return action < 0 || KindOf(segments[action..], action, method) is not { } kind
            ? null
            : new(kind, action == 0 ? null : Uri.UnescapeDataString(segments[0]));
    }

    private static bool IsAction(string segment) => segment is "_search" or "_msearch" or "_async_search" or "_rank_eval";

    private static SearchKind? KindOf(string[] action, int position, string method) => action switch
    {
        ["_search"] => SearchKind.Search,
        ["_msearch"] => SearchKind.MultiSearch,
        ["_rank_eval"] => SearchKind.RankEvaluation,
        ["_search", "template"] => SearchKind.Template,
        ["_msearch", "template"] => SearchKind.MultiTemplate,
        ["_search", "scroll", ..] when position == 0 && action.Length <= 3 => SearchKind.Scroll,
        ["_async_search"] when HttpMethods.IsPost(method) => SearchKind.Async,
        ["_async_search", not "status"] when position == 0 && HttpMethods.IsGet(method) => SearchKind.AsyncResult,
        _ => null,
    };
}

/// <summary>The ways to search.</summary>
internal enum SearchKind
{
    /// <summary><c>_search</c>.</summary>
    Search,

    /// <summary><c>_search/template</c>.</summary>
    Template,

    /// <summary><c>_msearch/template</c>.</summary>
    MultiTemplate,

    /// <summary><c>_async_search</c>: the answer may come later, from another request.</summary>
    Async,

    /// <summary>That other request.</summary>
    AsyncResult,

    /// <summary><c>_rank_eval</c>: searches that the engine is to judge.</summary>
    RankEvaluation,

    /// <summary><c>_msearch</c>.</summary>
    MultiSearch,

    /// <summary>A further page of a scroll.</summary>
    Scroll,
}
