using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Configuration;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Repairs;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Adds embeddings to the documents that are written through the sidecar. Whatever goes wrong with that, the write goes to the engine, and the engine's
/// answer goes back unchanged.
/// <list type="number">
/// <item>Recognise a write that may go to a configured index; anything else is forwarded untouched.</item>
/// <item>Look at its headers: what cannot be read is forwarded untouched.</item>
/// <item>Replace its body by one with embeddings: a bulk request as a stream, a single document as a whole.</item>
/// <item>Forward.</item>
/// </list>
/// </summary>
internal sealed class WriteEncodeMiddleware(
    RequestDelegate next, ServedIndices indices, WriteBatchEncoder encoder, WriteSessions sessions, LimitOptions limits,
    BodyBuffers buffers, IngestMetrics metrics, RepairQueue repairs)
{
    private readonly BulkLimits _bulk = new(limits.MaxDocumentBytes) { Buffers = buffers };
    private readonly BulkPump _pump = new(encoder);
    private readonly DocumentReader _documents = new(buffers, limits.MaxDocumentBytes);

    /// <summary>Serves one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        // 1. Recognise a write.
        if (Recognise(context, out var index) is not { } target)
        {
            return next(context);
        }

        // 2. Look at its headers.
        if (ClientRequest.Of(context).IsSigned)
        {
            return PassOnAsync(context, WriteOutcome.SignedRequest, (target, index));
        }

        if (WriteBodyFormat.Refuse(context.Request, out var isGzip) is { } refusal)
        {
            return PassOnAsync(context, refusal, (target, index));
        }

        if (context.Request.ContentLength > limits.MaxDocumentBytes && target.Kind != WriteKind.Bulk && !isGzip)
        {
            metrics.Count(WriteOutcome.TooLarge);
            return next(context);
        }

        // The engine refuses it by its length, which a body of another length would keep from it.
        if (context.Request.ContentLength > limits.MaxWriteRequestBytes)
        {
            return PassOnAsync(context, WriteOutcome.RequestTooLarge, (target, index));
        }

        // What is held already may grow a little; what comes now is not taken on.
        if (buffers.IsFull)
        {
            return PassOnAsync(context, WriteOutcome.BuffersFull, (target, index));
        }

        // 3, 4. Replace its body and forward.
        var body = context.Request.Body;
        var input = PipeReader.Create(isGzip ? new GZipStream(body, CompressionMode.Decompress) : body);
        var session = sessions.Open(ClientRequest.Of(context), isGzip ? null : context.Request.ContentLength);
        return index is null ? ForwardBulkAsync(context, target, input, session) : ForwardDocumentAsync(context, input, session, (target, index));
    }

    // What such a request holds is not known: it is a document with a name, or the index is looked through.
    private async Task PassOnAsync(HttpContext context, WriteOutcome outcome, (WriteTarget Target, ServedIndex? Index) write)
    {
        metrics.Count(outcome);
        using var ticket = new RepairTicket(repairs);
        Note(ticket, outcome, write);
        await next(context);
    }

    private void Note(RepairTicket ticket, WriteOutcome outcome, (WriteTarget Target, ServedIndex? Index) write)
    {
        if (RepairableWrites.Contains(outcome) && write.Target.Index is { } name && (write.Index ?? indices.FindTarget(name)) is not null)
        {
            ticket.Note(new(name, write.Target.Id, write.Target.Routing));
        }
    }

    private WriteTarget? Recognise(HttpContext context, out ServedIndex? index)
    {
        index = null;
        if (indices.IsEmpty || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || WriteTarget.Of(context) is not { } target)
        {
            return null;
        }

        // An action of a bulk request may name another index than its path does.
        index = target.Kind == WriteKind.Bulk ? null : indices.FindTarget(target.Index!);
        return target.Kind == WriteKind.Bulk || index is not null ? target : null;
    }

    private async Task ForwardBulkAsync(HttpContext context, WriteTarget target, PipeReader input, WriteSession session)
    {
        try
        {
            using var repairable = session.Repairs;
            using var reader = new BulkReader(input, target, indices, _bulk, outcome =>
            {
                metrics.Count(outcome);
                Note(session.Repairs, outcome, (target, null));
            });
            context.Features.Set<IReturnedSources>(reader);
            var first = await reader.ReadAsync(context.RequestAborted) ?? new WriteBatch(buffers.Rent());
            if (reader.IsAtEnd)
            {
                await ForwardWholeAsync(context, first, session);
            }
            else
            {
                await ForwardStreamAsync(context, first, reader, session);
            }
        }
        catch (InvalidDataException e)
        {
            await RefuseAsync(context, e);
        }
        finally
        {
            await input.CompleteAsync();
        }
    }

    private async Task ForwardDocumentAsync(HttpContext context, PipeReader input, WriteSession session, (WriteTarget Target, ServedIndex Index) write)
    {
        try
        {
            using var repairable = session.Repairs;
            var (document, refusal) = await _documents.ReadAsync(input, write.Target, write.Index, context.RequestAborted);
            if (document is not null)
            {
                await ForwardWholeAsync(context, document, session);
                return;
            }

            metrics.Count(refusal);
            Note(session.Repairs, refusal, write);
            ReplacedBody.Set(context.Request, input.AsStream(leaveOpen: true), length: null);
            await next(context);
        }
        catch (InvalidDataException e)
        {
            await RefuseAsync(context, e);
        }
        finally
        {
            await input.CompleteAsync();
        }
    }

    private async Task ForwardWholeAsync(HttpContext context, WriteBatch batch, WriteSession session)
    {
        using var body = buffers.Rent();
        using (batch)
        {
            await encoder.EncodeAsync(batch, session, body.Stream, context.RequestAborted);
            await WriteBatchEncoder.EndAsync(session, context.RequestAborted);
        }

        body.Stream.Position = 0;
        ReplacedBody.Set(context.Request, body.Stream, body.Stream.Length);
        await next(context);
    }

    private async Task ForwardStreamAsync(HttpContext context, WriteBatch first, BulkReader reader, WriteSession session)
    {
        var pipe = new Pipe(
            new PipeOptions(pauseWriterThreshold: _bulk.BatchBytes, resumeWriterThreshold: _bulk.BatchBytes / 2, useSynchronizationContext: false));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var pumping = _pump.RunAsync(first, reader, session, pipe.Writer, stop.Token);
        ReplacedBody.Set(context.Request, pipe.Reader.AsStream(), length: null);
        try
        {
            await next(context);
        }
        finally
        {
            // An engine that answers before the end of the body does not want the rest.
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await pumping;
        }
    }

    private static Task RefuseAsync(HttpContext context, InvalidDataException cause) =>
        ErrorResponse.WriteAsync(
            context,
            StatusCodes.Status400BadRequest,
            "client_body_exception",
            $"TwinBert could not decompress the request's body: {cause.Message}");
}
