using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Documents;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Searching;

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
internal sealed class DocumentReadMiddleware(RequestDelegate next, EmbeddingScope scope, VectorRequest vectors, ExclusionRequest exclusions, BodyBuffers buffers, LimitOptions limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // 1 recognise
        if (DocumentRoute.Recognise(context.Request.Method, RequestTarget.Of(context)) is not { } route
            || (route.IsByBody && context.Features.Get<IReturnedSources>() is null)
            || scope.CuttersFor(route.MayReadOthers ? null : route.Indices) is not { Count: > 0 } cutters
            || RequestHints.ShowsEmbedding(context.Request.Headers))
        {
            await next(context);
            return;
        }

        // 2 ask
        using var request = AnswerForm.IsOther(context.Request) ? await exclusions.ApplyAsync(context, route) : await vectors.ApplyAsync(context, route);

        // 3 hold
        var returned = route.IsByBody ? context.Features.Get<IReturnedSources>() : null;
        using var held = buffers.Rent();
        var client = context.Response.Body;
        var capture = new CaptureStream(client, held, buffers, limits.MaxResponseBytes, () => returned is not { AreAsked: false });
        context.Response.Body = capture;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        if (!capture.LetGo && !context.RequestAborted.IsCancellationRequested && held.Stream.Length > 0)
        {
            // 4 cut
            await AnswerAsync(context, route.Kind, held, cutters);
        }
    }

    private async Task AnswerAsync(HttpContext context, DocumentReadKind kind, PooledBody held, IReadOnlyCollection<EmbeddingCutter> cutters)
    {
        var encoding = context.Response.Headers.ContentEncoding.ToString();
        var aborted = context.RequestAborted;
        var isPlain = ContentCoding.IsPlain(encoding);
        using var decoded = isPlain || !HasDocuments(context.Response) ? null : await buffers.DecodeAsync(held, encoding, limits.MaxResponseBytes, aborted);
        using var cut = HasDocuments(context.Response) && (isPlain || decoded is not null) ? Cut(kind, decoded ?? held, cutters) : null;
        using var compressed = cut is null || isPlain ? null : await buffers.EncodeAsync(cut, aborted);
        var answer = compressed ?? cut ?? held;
        if (cut is not null)
        {
            context.Response.ContentLength = answer.Bytes.Length;
        }

        await context.Response.Body.WriteAsync(answer.Bytes, aborted);
    }

    private PooledBody? Cut(DocumentReadKind kind, PooledBody body, IReadOnlyCollection<EmbeddingCutter> cutters)
    {
        PooledBody? result = null;
        foreach (var cutter in cutters)
        {
            var output = buffers.Rent();
            if (cutter.TryCut(kind, (result ?? body).Bytes.Span, output.Stream))
            {
                result?.Dispose();
                result = output;
            }
            else
            {
                output.Dispose();
            }
        }

        return result;
    }

    private static bool HasDocuments(HttpResponse response) =>
        response.StatusCode is >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices
        && response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
}
