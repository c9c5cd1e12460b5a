using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.Rewriting;
using TwinBert.Search.Sources;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Documents;

/// <summary>
/// Asks an engine that leaves vectors out of <c>_source</c>, re-serialising it, to give the bytes that were stored instead. Only where every index
/// read is configured: elsewhere that would show vectors that the client never sees. Thread-safe.
/// </summary>
internal sealed class VectorRequest(EngineDetector engines, ServedIndices indices, BodyBuffers buffers, LimitOptions limits, TimeProvider time)
{
    /// <summary>Changes a request so that vectors stay, where that is needed and possible.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">What it reads.</param>
    public async ValueTask ApplyAsync(HttpContext context, DocumentRoute route)
    {
        if (route.Ask == VectorAsk.Not
            || (!IsByBody(route) && !indices.IsAllServed(route.Indices))
            || await engines.FindWithinAsync(ClientRequest.Of(context), new(limits.RerankTimeout, time)) is not { LeavesVectorsOut: true } engine)
        {
            return;
        }

        var target = RequestTarget.Of(context);
        if (route.Ask == VectorAsk.Url)
        {
            UpstreamTarget.SetQuery(context, target, DocumentReadRewriter.KeepWholeSource(route.Kind, target.Query, engine));
            return;
        }

        var request = await ClientRequest.Of(context).ReadBodyAsync(buffers, limits.MaxSearchRequestBytes);
        if (request.Unreadable is null)
        {
            AskByBody(context, route, request, engine);
        }
    }

    // The body has the last word on what is read.
    private static bool IsByBody(DocumentRoute route) => route.Ask == VectorAsk.EachBody || route.Kind == DocumentReadKind.MultiGet;

    private void AskByBody(HttpContext context, DocumentRoute route, BufferedRequest request, SearchDialect engine)
    {
        var target = RequestTarget.Of(context);
        if (route.Ask == VectorAsk.EachBody)
        {
            MultiSearchBody.Send(context, request.Bytes, indices, route.Indices, MultiSearchBody.WithVectors);
        }
        else if (route.Kind == DocumentReadKind.Search)
        {
            UpstreamTarget.SetQuery(context, target, SearchRequestRewriter.KeepWholeSource(target.Query, request.Bytes.Span, engine));
        }
        else if (SourceMembers.AreAbsent(request.Bytes.Span) && MultiGetTargets.Of(request.Bytes.Span, route.Indices)?.All(indices.IsAllServed) == true)
        {
            UpstreamTarget.SetQuery(context, target, DocumentReadRewriter.KeepWholeSource(route.Kind, target.Query, engine));
        }
    }
}
