using Microsoft.AspNetCore.Http;
using TwinBert.Search.Cutting;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Documents;

/// <summary>A request whose answer holds documents, by its method and path.</summary>
/// <param name="Kind">What kind of answer it is.</param>
/// <param name="Ask">How such a request says that vectors are to stay in <c>_source</c>.</param>
/// <param name="Indices">The index expression, decoded; <see langword="null"/> where the path has none.</param>
internal sealed record DocumentRoute(DocumentReadKind Kind, VectorAsk Ask, string? Indices)
{
    /// <summary>Whether the body may name other indices than the path does.</summary>
    public bool MayReadOthers { get; private init; }

    /// <summary>Whether only the body says if documents are to come back.</summary>
    public bool IsByBody { get; private init; }

    /// <summary>Recognises a read of documents.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's target.</param>
    /// <returns>The read, or <see langword="null"/> when no documents can be in the answer.</returns>
    public static DocumentRoute? Recognise(string method, RequestTarget target)
    {
        var isGet = HttpMethods.IsGet(method);
        if (!isGet && !HttpMethods.IsPost(method) && !HttpMethods.IsPut(method))
        {
            return null;
        }

        var segments = target.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is ["_bulk"] or [_, "_bulk"])
        {
            return isGet ? null : new(DocumentReadKind.Bulk, VectorAsk.Not, segments.Length == 1 ? null : Uri.UnescapeDataString(segments[0]))
            {
                MayReadOthers = true,
                IsByBody = !target.Query.Contains("_source", StringComparison.Ordinal),
            };
        }

        if (HttpMethods.IsPut(method))
        {
            return null;
        }

        if (segments is [_, "_doc" or "_source", _] && isGet)
        {
            return new(segments[1] == "_doc" ? DocumentReadKind.Document : DocumentReadKind.Source, VectorAsk.Url, Uri.UnescapeDataString(segments[0]));
        }

        return segments switch
        {
            ["_mget"] => new(DocumentReadKind.MultiGet, VectorAsk.UrlUnlessInBody, null),
            [var index, "_mget"] => new(DocumentReadKind.MultiGet, VectorAsk.UrlUnlessInBody, Uri.UnescapeDataString(index)),
            [var index, "_update", _] when !isGet => new(DocumentReadKind.Update, VectorAsk.Not, Uri.UnescapeDataString(index)),
            [var index, "_explain", _] => new(DocumentReadKind.Update, VectorAsk.Not, Uri.UnescapeDataString(index)),
            _ => Search(segments),
        };
    }

    private static DocumentRoute? Search(string[] segments) => segments switch
    {
        ["_search"] => new(DocumentReadKind.Search, VectorAsk.UrlUnlessInBody, null),
        [var index, "_search"] => new(DocumentReadKind.Search, VectorAsk.UrlUnlessInBody, Uri.UnescapeDataString(index)),
        ["_msearch"] => new(DocumentReadKind.Search, VectorAsk.EachBody, null),
        [var index, "_msearch"] => new(DocumentReadKind.Search, VectorAsk.EachBody, Uri.UnescapeDataString(index)) { MayReadOthers = true },
        ["_search" or "_msearch", "template"] or ["_async_search", ..] or ["_search", "scroll", ..] => new(DocumentReadKind.Search, VectorAsk.Not, null),
        [var index, "_msearch", "template"] => new(DocumentReadKind.Search, VectorAsk.Not, Uri.UnescapeDataString(index)) { MayReadOthers = true },
        [var index, "_search", "template"] => new(DocumentReadKind.Search, VectorAsk.Not, Uri.UnescapeDataString(index)),
        [var index, "_async_search" or "_knn_search"] => new(DocumentReadKind.Search, VectorAsk.Not, Uri.UnescapeDataString(index)),
        _ => null,
    };
}

/// <summary>How a request is told to leave vectors in <c>_source</c>, where the engine would re-serialise it to leave them out.</summary>
internal enum VectorAsk
{
    /// <summary>It cannot be told, or its answer has no whole source.</summary>
    Not,

    /// <summary>By a parameter.</summary>
    Url,

    /// <summary>By a parameter, unless the body says something about the source, which the parameter would override.</summary>
    UrlUnlessInBody,

    /// <summary>In the body of each of several searches.</summary>
    EachBody,
}
