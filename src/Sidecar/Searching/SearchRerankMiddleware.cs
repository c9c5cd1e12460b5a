using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// A search, or several in one request, step by step:
/// <list type="number">
/// <item>Recognise a search on a configured index; anything else goes on untouched.</item>
/// <item>Read the request: query text, page, what makes it ineligible. Not sure: it goes on untouched, with the reason. A template is rendered by the engine
/// first.</item>
/// <item>Encode the query, while the engine searches.</item>
/// <item>Plan: ask for the rerank window and its vectors.</item>
/// <item>Send that upstream, with the caller's own headers and credentials.</item>
/// <item>Cross the query with each hit's vector.</item>
/// <item>Blend with the engine's scores, and order.</item>
/// <item>Write the page that the client asked for, by moving raw spans of the engine's answer, with the verdict.</item>
/// </list>
/// A failure from step 3 on returns the engine's own page. Where the engine's answer to the wider search has no use (the engine refuses it,
/// it is too large or not readable), the client's own search is sent on instead, once. Any other error of the engine's is the client's answer.
/// </summary>
internal sealed partial class SearchRerankMiddleware(
    RequestDelegate next, SearchEligibility eligibility, SearchExchange exchange, IEnumerable<ISearchCourse> courses, RerankStage stage,
    SearchCallers callers, VerdictBook verdicts, ILogger<SearchRerankMiddleware> logger)
{
    private readonly ISearchCourse _single = courses.Single(course => !course.IsMulti);
    private readonly ISearchCourse _multi = courses.Single(course => course.IsMulti);

    public async Task InvokeAsync(HttpContext context)
    {
        // 1 recognise
        if (SearchRoute.Recognise(context.Request.Method, RequestTarget.Of(context)) is not { } route)
        {
            await next(context);
            return;
        }

        using var verdict = verdicts.Open(context);
        if (eligibility.ReasonBeforeReading(context, route) is { } reason)
        {
            verdict.Skip(reason);
            await next(context);
            return;
        }

        using var request = await exchange.ReadRequestAsync(context);
        if (!await TryAnswerAsync(context, route, request, verdict))
        {
            request.PutBack();
            await next(context);
        }
    }

    private async Task<bool> TryAnswerAsync(HttpContext context, SearchRoute route, BufferedRequest request, VerdictRecorder verdict)
    {
        if (request.Unreadable is { } unreadable)
        {
            verdict.Skip(unreadable);
            return false;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            var work = new SearchWork(verdict, callers.Of(context), stage.OpenBudget(), end.Token);
            return await (route.IsMulti ? _multi : _single).TryAnswerAsync(context, route, request.Bytes, work);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.NoAnswer(logger, e.Message);
            await exchange.RefuseAsync(context, e);
            return true;
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The cluster did not answer a search: {Message}")]
        public static partial void NoAnswer(ILogger logger, string message);
    }
}
