using Microsoft.AspNetCore.Http;
using TwinBert.Search.Cutting;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Repairs;

namespace TwinBert.Sidecar.Documents;

/// <summary>
/// A read of documents, step by step:
/// <list type="number">
/// <item>Recognise an answer that may hold embedding objects; anything else goes on untouched.</item>
/// <item>Ask for the source as it was stored, where the engine would re-serialise it; in another form than JSON, for the source without embeddings.</item>
/// <item>Hold the answer back, up to the limit and while there is room; a larger one goes on as it comes, embeddings and all.</item>
/// <item>Cut the embedding objects out. An answer without any goes out as it came, to the byte.</item>
/// </list>
/// </summary>
internal sealed class DocumentReadMiddleware(
    RequestDelegate next,
    ServedIndices indices,
    VectorRequest vectors,
    ExclusionRequest exclusions,
    AnswerRewriter answers,
    BodyBuffers buffers,
    ReadScreen reads)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // 1 recognise
        if (DocumentRoute.Recognise(context.Request.Method, RequestTarget.Of(context)) is not { } route
            || (route.IsByBody && context.Features.Get<IReturnedSources>() is null)
            || indices.CutterFor(route.MayReadOthers ? null : route.Indices) is not { } cutter
            || ClientRequest.Of(context).ShowsEmbedding)
        {
            await next(context);
            return;
        }

        // 2 ask
        if (!ClientRequest.Of(context).IsSigned)
        {
            await (ClientRequest.Of(context).HasOtherForm ? exclusions.ApplyAsync(context, route) : vectors.ApplyAsync(context, route));
        }

        // 3 hold, 4 cut
        var returned = route.IsByBody ? context.Features.Get<IReturnedSources>() : null;
        await answers.RunAsync(context, next, new(
            () => returned is not { AreAsked: false },
            () => HasDocuments(context.Response),
            body =>
            {
                // What a search says of it stands in its body, too.
                var isWhole = route.Kind != DocumentReadKind.Search && !RequestTarget.Of(context).Query.Contains("_source", StringComparison.Ordinal);
                reads.See(route.Kind, body.Bytes, isWhole);
                return Cut(route.Kind, body, cutter);
            }));
    }

    private PooledBody? Cut(DocumentReadKind kind, PooledBody body, EmbeddingCutter cutter)
    {
        var output = buffers.Rent();
        if (cutter.TryCut(kind, body.Bytes.Span, output.Stream))
        {
            return output;
        }

        output.Dispose();
        return null;
    }

    private static bool HasDocuments(HttpResponse response) =>
        response.StatusCode is >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices
        && response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
}
