using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Searching;

/// <summary>Finds the reasons to leave a search alone that cost nothing: without a look into its body. Thread-safe.</summary>
internal sealed class SearchScreen(ServedIndices indices, RerankSwitch reranking)
{
    /// <summary>The reason to leave a search alone; <see langword="null"/> when there is none so far.</summary>
    public RerankReason? FindReason(ClientRequest client, SearchRoute route)
    {
        // Several searches may each name indices of their own.
        if (route.Kind != SearchKind.Scroll && !route.IsMulti && indices.FindAll(route.Indices) is null)
        {
            return route.ReadsUnknownPoint ? RerankReason.PointInTime : indices.ReasonOf(route.Indices);
        }

        return ReasonOfKind(client, route) ?? ReasonOfRequest(client, route);
    }

    private RerankReason? ReasonOfKind(ClientRequest client, SearchRoute route) => route.Kind switch
    {
        SearchKind.Search or SearchKind.MultiSearch or SearchKind.Template or SearchKind.MultiTemplate => null,
        // Where the engine ranks, it does not matter when the page is ready.
        SearchKind.Async when client.Hints is { } hints && MayCrossInEngine(hints, route) => null,
        SearchKind.Async or SearchKind.AsyncResult => RerankReason.Async,
        SearchKind.RankEvaluation => client.Hints is { } hints && MayCrossInEngine(hints, route) ? null : RerankReason.RankEvaluation,
        _ => RerankReason.Scroll,
    };

    private RerankReason? ReasonOfRequest(ClientRequest client, SearchRoute route) => client.Hints switch
    {
        null => RerankReason.InvalidHint,
        { Off: true } => RerankReason.Off,
        _ when reranking.IsAllOff => RerankReason.SwitchedOff,
        { } when client.IsSigned => RerankReason.SignedRequest,
        _ when !IsJson(client.Headers.ContentType.ToString(), route) => RerankReason.ContentType,
        // An answer that is not read can still be one that the engine has ranked.
        { } hints when client.HasOtherForm && (route.Kind != SearchKind.Search || !MayCrossInEngine(hints, route)) => RerankReason.Format,
        _ => null,
    };

    private bool MayCrossInEngine(RerankHints hints, SearchRoute route) =>
        (hints.Plan ?? indices.FindAll(route.Indices)!.Options.Plan) != WindowPlan.PlanName;

    // Elasticsearch's own media types (application/vnd.elasticsearch+json;compatible-with=9) are JSON too; no type comes with no body.
    private static bool IsJson(string contentType, SearchRoute route)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return (type.IsEmpty && route.Kind is SearchKind.Search or SearchKind.Async)
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/vnd.elasticsearch+json", StringComparison.OrdinalIgnoreCase)
            || (route.IsMulti && IsLines(type));
    }

    private static bool IsLines(ReadOnlySpan<char> type) =>
        type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/vnd.elasticsearch+x-ndjson", StringComparison.OrdinalIgnoreCase);
}
