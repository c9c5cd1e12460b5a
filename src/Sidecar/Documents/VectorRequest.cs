using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Requests;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.Documents;

/// <summary>
/// Asks an engine that leaves vectors out of <c>_source</c>, re-serialising it, to give the bytes that were stored instead. Only where every index
/// read is configured: elsewhere that would show vectors that the client never sees. Thread-safe.
/// </summary>
internal sealed class VectorRequest(EngineDetector engines, EmbeddingScope scope, BodyBuffers buffers, LimitOptions limits, TimeProvider time)
{
    private const string Parameter = "_source_exclude_vectors";

    /// <summary>Changes a request so that vectors stay, where that is needed and possible.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">What it reads.</param>
    /// <returns>What has to be disposed of after the request; <see langword="null"/> for nothing.</returns>
    public async ValueTask<IDisposable?> ApplyAsync(HttpContext context, DocumentRoute route)
    {
        var target = RequestTarget.Of(context);
        if (route.Ask == VectorAsk.Not || !await IsNeededAsync(context) || IsSaid(target))
        {
            return null;
        }

        if (route.Ask != VectorAsk.EachBody && !scope.IsAllConfigured(route.Indices))
        {
            return null;
        }

        if (route.Ask == VectorAsk.Url)
        {
            AskInUrl(context, target);
            return null;
        }

        var request = await BufferedRequest.ReadAsync(context, buffers, limits.MaxSearchRequestBytes);
        if (request.Unreadable is null)
        {
            AskByBody(context, route, target, request);
        }

        return request;
    }

    private void AskByBody(HttpContext context, DocumentRoute route, RequestTarget target, BufferedRequest request)
    {
        if (route.Ask == VectorAsk.UrlUnlessInBody && SourceMembers.AreAbsent(request.Bytes.Span))
        {
            AskInUrl(context, target);
        }
        else if (route.Ask == VectorAsk.EachBody && MultiSearchRequest.TryRead(request.Bytes, out var searches))
        {
            AskInEachBody(context, searches, MultiSearchBody.KeepVectors(searches, scope, route.Indices));
        }
    }

    private static void AskInEachBody(HttpContext context, MultiSearchRequest searches, IReadOnlyList<ReadOnlyMemory<byte>?> bodies)
    {
        if (bodies.All(body => body is null))
        {
            return;
        }

        var text = new ArrayBufferWriter<byte>();
        searches.Write(text, bodies);
        context.Request.Body = new MemoryStream(text.WrittenSpan.ToArray(), writable: false);
        context.Request.Headers.ContentLength = text.WrittenCount;
        context.Request.Headers.Remove("Content-Encoding");
        context.Request.Headers.Remove("Transfer-Encoding");
    }

    private async ValueTask<bool> IsNeededAsync(HttpContext context) =>
        await engines.FindWithinAsync(context, new(limits.RerankTimeout, time)) is { LeavesVectorsOut: true };

    // A client that says so itself means it; and stored fields come without the source, which the parameter would bring back.
    private static bool IsSaid(RequestTarget target) =>
        target.Query.Contains(Parameter, StringComparison.Ordinal) || target.Query.Contains("stored_fields", StringComparison.Ordinal);

    private static void AskInUrl(HttpContext context, RequestTarget target) =>
        context.Features.Set(new UpstreamTarget(target with
        {
            Query = string.Create(CultureInfo.InvariantCulture, $"{(target.Query.Length <= 1 ? "?" : target.Query + "&")}{Parameter}=false"),
        }));
}
