using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>Takes the searches of a request through the <see cref="SearchPipeline"/>; whatever that leaves to the engine goes on as it came.</summary>
internal sealed partial class SearchRerankMiddleware(
    RequestDelegate next, SearchScreen screen, SearchReader reader, SearchPipeline pipeline, SearchSessions sessions, TimeProvider time,
    ILogger<SearchRerankMiddleware> logger)
{
    private readonly LogSilence _silence = new();

    public async Task InvokeAsync(HttpContext context)
    {
        // 1 recognise
        var client = ClientRequest.Of(context);
        if (SearchRoute.Recognise(context.Request.Method, client.Target) is not { } recognised)
        {
            await next(context);
            return;
        }

        using var recorder = sessions.Record(context);
        var route = await sessions.ResolveAsync(context, recognised);
        if (screen.FindReason(client, route) is { } reason)
        {
            recorder.Verdict.Skip(reason);
            await next(context);
            return;
        }

        // 2 read
        using var reading = sessions.StartReading(context);
        var body = await sessions.ReadBodyAsync(context);
        if (body.Unreadable is { } unreadable)
        {
            reading.Dispose();
            recorder.Verdict.Skip(unreadable);
            await next(context);
            return;
        }

        var own = sessions.OpenTime();
        using var envelope = await reader.ReadAsync(client, route, body.Bytes, own);
        reading.Dispose();
        if (!await TryAnswerAsync(context, envelope, recorder.Verdict, own))
        {
            body.PutBack();
            await next(context);
        }
    }

    private async Task<bool> TryAnswerAsync(HttpContext context, SearchEnvelope envelope, SearchVerdict verdict, OwnTime own)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            return await pipeline.RunAsync(envelope, sessions.Open(context, verdict, own, end.Token));
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            if (_silence.TryBreak(time, LogSilence.Length, 1, out var unsaid))
            {
                Log.NoAnswer(logger, e.Message, unsaid);
            }

            await sessions.RefuseAsync(context, e);
            return true;
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The cluster did not answer a search: {Message} ({Unsaid} more since the last such line)")]
        public static partial void NoAnswer(ILogger logger, string message, long unsaid);
    }
}
