using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Ingest;

/// <summary>A write, recognised by its method and path.</summary>
/// <param name="Kind">What its body is.</param>
/// <param name="Index">The index, alias or data stream in its path; <see langword="null"/> for a bulk request that names one in each action.</param>
/// <param name="Id">The document in its path; <see langword="null"/> when there is none.</param>
/// <param name="Routing">Its routing: <c>?routing=…</c>.</param>
/// <param name="RequireAlias">Whether it may only go to an alias: <c>?require_alias=true</c>.</param>
internal readonly record struct WriteTarget(WriteKind Kind, string? Index, string? Id, string? Routing, bool RequireAlias)
{
    /// <summary>Recognises a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The write, or <see langword="null"/> for everything else.</returns>
    public static WriteTarget? Of(HttpContext context)
    {
        var isPut = HttpMethods.IsPut(context.Request.Method);
        if (!isPut && !HttpMethods.IsPost(context.Request.Method))
        {
            return null;
        }

        var segments = RequestTarget.Of(context).Segments();
        var count = segments.Length > 1 && segments[^1].Length == 0 ? segments.Length - 1 : segments.Length;
        var (kind, index) = Recognise(segments.AsSpan(0, count), isPut);
        var query = context.Request.Query;
        return kind is null ? null : new(kind.Value, index, count > 2 ? segments[count - 1] : null, query["routing"], RequiresAlias(context.Request));
    }

    /// <summary>Whether a request may only write to an alias: engines read a parameter without a value as true.</summary>
    public static bool RequiresAlias(HttpRequest request) => request.Query["require_alias"].ToString() is "true" || request.Query["require_alias"] is [""];

    private static (WriteKind? Kind, string? Index) Recognise(ReadOnlySpan<string> segments, bool isPut) => segments switch
    {
        ["_bulk"] => (WriteKind.Bulk, null),
        [{ Length: > 0 } index, "_bulk"] => (WriteKind.Bulk, index),
        [{ Length: > 0 } index, "_doc"] when !isPut => (WriteKind.Document, index),
        [{ Length: > 0 } index, "_doc" or "_create", { Length: > 0 }] => (WriteKind.Document, index),
        [{ Length: > 0 } index, "_update", { Length: > 0 }] when !isPut => (WriteKind.Update, index),
        _ => (null, null),
    };

}

/// <summary>What the body of a write is.</summary>
internal enum WriteKind
{
    /// <summary>Lines of actions and sources.</summary>
    Bulk,

    /// <summary>A document.</summary>
    Document,

    /// <summary>An update: <c>doc</c>, <c>upsert</c>, <c>script</c>.</summary>
    Update,
}
