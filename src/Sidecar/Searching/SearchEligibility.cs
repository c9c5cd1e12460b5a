using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Protocol;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Requests;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Decides whether a search can be reranked: first by what costs nothing, then by its body, last by the engine. Whatever is doubtful is not.
/// Thread-safe.
/// </summary>
internal sealed class SearchEligibility(IndexTable indices, EngineDetector engines, LimitOptions limits, TimeProvider time)
{
    private const string AllIndices = "_all";

    /// <summary>The reason to leave a search alone without looking into its body; <see langword="null"/> when there is none.</summary>
    public string? ReasonBeforeReading(HttpContext context, SearchRoute route)
    {
        if (route.Kind != SearchKind.Scroll && ReasonOfIndices(route.Indices ?? AllIndices) is { } reason)
        {
            return reason;
        }

        return ReasonOfKind(route.Kind) ?? ReasonOfHeaders(context.Request.Headers);
    }

    /// <summary>Reads a search and finds out what is needed to rerank it.</summary>
    /// <returns>The search, or the reason to leave it alone.</returns>
    public async ValueTask<(EligibleSearch? Search, string? Reason)> ReadAsync(HttpContext context, SearchRoute route, ReadOnlyMemory<byte> body)
    {
        var index = indices.FindAll(route.Indices ?? AllIndices)!;
        var hints = RequestHints.Read(context.Request.Headers)!;
        var reading = SearchRequestReader.Read(RequestTarget.Of(context).Query, body, new SearchReadOptions
        {
            Window = hints.Window ?? index.Window,
            QueryText = hints.QueryText,
            Field = new EmbeddingField(index.EmbeddingField),
        });
        if (!reading.IsEligible)
        {
            return (null, reading.SkipReason);
        }

        using var soon = new CancellationTokenSource(limits.RerankTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, context.RequestAborted);
        var dialect = await engines.FindAsync(context, either.Token);
        return dialect is null ? (null, SearchReason.EngineUnknown) : (new(index, reading.Request, dialect), null);
    }

    private string? ReasonOfIndices(string expression)
    {
        if (indices.FindAll(expression) is not null)
        {
            return null;
        }

        return expression.Split(',').Any(part => indices.Find(part) is not null) ? SearchReason.MixedIndices : SearchReason.NotConfigured;
    }

    private static string? ReasonOfKind(SearchKind kind) => kind switch
    {
        SearchKind.Search => null,
        SearchKind.Template => SearchReason.Template,
        SearchKind.Async => SearchReason.Async,
        SearchKind.MultiSearch => SearchReason.MultiSearch,
        _ => SkipReason.Scroll,
    };

    private static string? ReasonOfHeaders(IHeaderDictionary headers) => RequestHints.Read(headers) switch
    {
        null => SearchReason.InvalidHint,
        { Off: true } => SearchReason.Off,
        _ when headers.Authorization.ToString().StartsWith("AWS4-", StringComparison.Ordinal) => SearchReason.Signed,
        _ when !IsJson(headers.ContentType.ToString()) => SearchReason.ContentType,
        _ => null,
    };

    // Elasticsearch's own media types (application/vnd.elasticsearch+json;compatible-with=9) are JSON too; no type comes with no body.
    private static bool IsJson(string contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.IsEmpty
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/vnd.elasticsearch+json", StringComparison.OrdinalIgnoreCase);
    }
}
