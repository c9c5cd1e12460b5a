using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Bodies;

/// <summary>
/// Holds answers back, up to the limit and while there is room, and lets them go out changed, compressed where the engine's were. One that is not to be
/// changed goes out as it came, to the byte. Thread-safe.
/// </summary>
internal sealed class AnswerRewriter(BodyBuffers buffers, LimitOptions limits)
{
    /// <summary>Runs the rest of the pipeline and changes what it answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">The rest of the pipeline.</param>
    /// <param name="change">The change.</param>
    public async Task RunAsync(HttpContext context, RequestDelegate next, AnswerChange change)
    {
        using var held = buffers.Rent();
        var client = context.Response.Body;
        var capture = new CaptureStream(client, held, buffers, limits.MaxResponseBytes, change.IsWanted);
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
            await WriteAsync(context, held, change);
        }
    }

    private async Task WriteAsync(HttpContext context, PooledBody held, AnswerChange change)
    {
        var encoding = context.Response.Headers.ContentEncoding.ToString();
        var aborted = context.RequestAborted;
        var isPlain = ContentCoding.IsPlain(encoding);
        var isPossible = change.IsPossible();
        using var decoded = isPlain || !isPossible ? null : await buffers.DecodeAsync(held, encoding, limits.MaxResponseBytes, aborted);
        using var changed = isPossible && decoded is null or { IsWhole: true } ? change.Make(decoded ?? held) : null;
        using var compressed = changed is null || isPlain ? null : await buffers.EncodeAsync(changed, aborted);
        var answer = compressed ?? changed ?? held;
        if (changed is not null)
        {
            context.Response.ContentLength = answer.Bytes.Length;
        }

        await context.Response.Body.WriteAsync(answer.Bytes, aborted);
    }
}

/// <summary>What is to become of an answer.</summary>
/// <param name="IsWanted">Asked when the answer begins: whether it is to be held back at all.</param>
/// <param name="IsPossible">Asked when it is complete: whether it is one that can be changed.</param>
/// <param name="Make">Makes the new body of the engine's, decompressed; <see langword="null"/> where nothing is to be changed.</param>
internal sealed record AnswerChange(Func<bool> IsWanted, Func<bool> IsPossible, Func<PooledBody, PooledBody?> Make);
