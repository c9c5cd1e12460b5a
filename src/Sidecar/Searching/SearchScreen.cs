using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Searching;

/// <summary>Finds the reasons to leave a search alone that cost nothing: without a look into its body. Thread-safe.</summary>
internal sealed class SearchScreen(ServedIndices indices)
{
    /// <summary>The reason to leave a search alone; <see langword="null"/> when there is none so far.</summary>
    public RerankReason? FindReason(ClientRequest client, SearchRoute route)
    {
        // Several searches may each name indices of their own.
        if (route.Kind != SearchKind.Scroll && !route.IsMulti && indices.FindAll(route.Indices) is null)
        {
            return route.ReadsUnknownPoint ? RerankReason.PointInTime : indices.ReasonOf(route.Indices);
        }

        return ReasonOfKind(route.Kind) ?? ReasonOfRequest(client, route);
    }

    private static RerankReason? ReasonOfKind(SearchKind kind) => kind switch
    {
        SearchKind.Search or SearchKind.MultiSearch or SearchKind.Template or SearchKind.MultiTemplate => null,
        SearchKind.Async => RerankReason.Async,
        _ => RerankReason.Scroll,
    };

    private RerankReason? ReasonOfRequest(ClientRequest client, SearchRoute route) => client.Hints switch
    {
        null => RerankReason.InvalidHint,
        { Off: true } => RerankReason.Off,
        _ when client.Headers.Authorization.ToString().StartsWith("AWS4-", StringComparison.Ordinal) => RerankReason.SignedRequest,
        _ when !IsJson(client.Headers.ContentType.ToString(), route) => RerankReason.ContentType,
        { } hints when client.HasOtherForm && !MayPassOn(hints, route) => RerankReason.Format,
        _ => null,
    };

    // An answer that is not read can still be one that the engine has ranked.
    private bool MayPassOn(RerankHints hints, SearchRoute route) =>
        route.Kind == SearchKind.Search && (hints.Plan ?? indices.FindAll(route.Indices)!.Options.Plan) != WindowPlan.PlanName;

    // Elasticsearch's own media types (application/vnd.elasticsearch+json;compatible-with=9) are JSON too; no type comes with no body.
    private static bool IsJson(string contentType, SearchRoute route)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return (type.IsEmpty && route.Kind == SearchKind.Search)
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/vnd.elasticsearch+json", StringComparison.OrdinalIgnoreCase)
            || (route.IsMulti && IsLines(type));
    }

    private static bool IsLines(ReadOnlySpan<char> type) =>
        type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/vnd.elasticsearch+x-ndjson", StringComparison.OrdinalIgnoreCase);
}
