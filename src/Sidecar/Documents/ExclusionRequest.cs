using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Sources;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Documents;

/// <summary>
/// Has the engine leave the embedding objects out of an answer in YAML, CBOR or SMILE, which they cannot be cut out of. Only where every index read is
/// configured: elsewhere a client's own field of the name would be left out. Thread-safe.
/// </summary>
internal sealed class ExclusionRequest(ServedIndices indices, BodyBuffers buffers, LimitOptions limits)
{
    /// <summary>Changes a request so that embeddings are left out, where that is possible.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">What it reads.</param>
    public async ValueTask ApplyAsync(HttpContext context, DocumentRoute route)
    {
        var isJson = context.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != false;
        if (route.Ask == VectorAsk.EachBody)
        {
            if (isJson)
            {
                await ExcludeInEachAsync(context, route);
            }

            return;
        }

        if (route.MayReadOthers || indices.FieldsOf(route.Indices) is not { Count: > 0 } fields)
        {
            return;
        }

        var body = route.Ask == VectorAsk.UrlUnlessInBody ? await ReadAsync(context) : null;
        if (body?.Unreadable is null)
        {
            var target = RequestTarget.Of(context);
            UpstreamTarget.SetQuery(
                context,
                target,
                EmbeddingExclusion.InUrl(route.Kind, target.Query, body is null ? default : body.Bytes.Span, isJson, fields));
        }
    }

    private async ValueTask ExcludeInEachAsync(HttpContext context, DocumentRoute route)
    {
        var request = await ReadAsync(context);
        if (request.Unreadable is null)
        {
            MultiSearchBody.Send(context, request.Bytes, indices, route.Indices, MultiSearchBody.WithoutEmbedding);
        }
    }

    private ValueTask<BufferedRequest> ReadAsync(HttpContext context) => ClientRequest.Of(context).ReadBodyAsync(buffers, limits.MaxSearchRequestBytes);
}
