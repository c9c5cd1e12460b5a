using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Model.Encoding;
using TwinBert.Search.Requests;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Resilience;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// A search, step by step:
/// <list type="number">
/// <item>Recognise a search on a configured index; anything else goes on untouched.</item>
/// <item>Read the request: query text, page, what makes it ineligible. Not sure: it goes on untouched, with the reason. A template is rendered by the engine first.</item>
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
    RequestDelegate next, SearchEligibility eligibility, SearchExchange exchange, EncodeStage encoder, RerankStage stage, VerdictBook verdicts, ILogger<SearchRerankMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // 1 recognise
        if (SearchRoute.Recognise(context.Request.Method, RequestTarget.Of(context)) is not { IsMulti: false } route)
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

        // 2 read
        using var request = await exchange.ReadRequestAsync(context);
        var budget = stage.OpenBudget();
        var start = budget.Now();
        var (search, skip) = request.Unreadable is { } unreadable ? (null, unreadable) : await eligibility.ReadAsync(context, route, request.Bytes);
        if (search is null)
        {
            verdict.Skip(skip!);
            await next(context);
            return;
        }

        budget.Spend(start);
        RerankStage.Respect(search, budget);
        await SearchAsync(context, search, request, new(verdict, budget));
    }

    private async Task SearchAsync(HttpContext context, EligibleSearch search, BufferedRequest request, Course course)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            // 3 encode, at the same time as
            var encodings = encoder.Start([search.Request.QueryText], work.Token);
            if (encodings.Refuses(search.Request.QueryText, out var refusal))
            {
                course.Verdict.Skip(refusal);
                await next(context);
                return;
            }

            // 4 plan
            var widened = SearchRequestRewriter.Widen(search.Request, search.Dialect);

            // 5 send
            using var answer = await exchange.SendAsync(context, search, widened);
            if (await TryAnswerAsync(context, search, new(widened, answer), encodings[search.Request.QueryText], course))
            {
                return;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.NoAnswer(logger, e.Message);
            course.Verdict.Skip(SearchReason.EngineError);
            await exchange.RefuseAsync(context, e);
            return;
        }
        finally
        {
            await work.CancelAsync();
        }

        request.PutBack();
        await next(context);
    }

    /// <summary>Answers the client, unless the engine's answer has no use; then the verdict says why.</summary>
    private async Task<bool> TryAnswerAsync(HttpContext context, EligibleSearch search, WidenedExchange upstream, Task<QueryEmbedding> encoding, Course course)
    {
        var answer = upstream.Answer;
        if (answer.Head.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest))
        {
            course.Verdict.Skip(SearchReason.EngineError);
            await exchange.PassOnAsync(context, answer.Head);
            return true;
        }

        using var expiry = course.Budget.Expire(context.RequestAborted);
        var options = new ResponseReadOptions { Dimensions = stage.Dimensions, ShowEmbedding = RequestHints.ShowsEmbedding(context.Request.Headers) };
        SearchResponse? response = null;
        if (answer.Body is null || !SearchResponse.TryRead(answer.Body.Bytes, upstream.Search, options, out response))
        {
            course.Verdict.FailUnlessRefused(answer.WhyOfNoUse);
            return false;
        }

        // 6 cross, 7 blend and order
        var hits = await stage.RunAsync(search, response, encoding, expiry);

        // 8 write
        using var page = exchange.RentPage();
        hits.WritePage(page.Stream, response, search);
        course.Verdict.Give(hits.Verdict);
        await exchange.WriteAsync(context, answer, page);
        return true;
    }

    /// <summary>What a search has beside its content: the verdict to be given, and the time for the sidecar's own work.</summary>
    private sealed record Course(VerdictRecorder Verdict, WorkBudget Budget);

    private sealed record WidenedExchange(WidenedSearch Search, WidenedAnswer Answer);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The cluster did not answer a search: {Message}")]
        public static partial void NoAnswer(ILogger logger, string message);
    }
}
