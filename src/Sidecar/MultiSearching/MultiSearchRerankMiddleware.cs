using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Resilience;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>
/// Several searches in one request, step by step, with the numbers of a single one:
/// <list type="number">
/// <item>Recognise an <c>_msearch</c> or an <c>_msearch/template</c>; anything else goes on untouched.</item>
/// <item>Read each search. One that is not eligible stays as the client wrote it; where none is, the request goes on untouched.</item>
/// <item>Encode the queries, while the engine searches.</item>
/// <item>Plan: each eligible search asks for its rerank window and its vectors.</item>
/// <item>Send all of them upstream as the one request that they were.</item>
/// <item>Cross, </item>
/// <item>blend and order, each by itself and all in the time of one.</item>
/// <item>Write each page into the engine's answer, whose other bytes stay, with the verdict of each.</item>
/// </list>
/// What fails, fails for one search, which then has the engine's own page. Where the engine's answer to the whole has no use (the engine refuses it, it is
/// too large or not readable), the client's own request is sent on instead, once. Any other error of the engine's is the client's answer.
/// </summary>
internal sealed partial class MultiSearchRerankMiddleware(
    RequestDelegate next,
    SearchEligibility eligibility,
    MultiSearchPlanner planner,
    MultiSearchReranker reranker,
    SearchExchange exchange,
    EncodeStage encoder,
    RerankStage stage,
    VerdictBook verdicts,
    ILogger<MultiSearchRerankMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // 1 recognise
        if (SearchRoute.Recognise(context.Request.Method, RequestTarget.Of(context)) is not { IsMulti: true } route)
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
        var (plan, skip) = request.Unreadable is { } unreadable ? (null, unreadable) : await planner.ReadAsync(context, route, request.Bytes);
        if (plan is not { HasEligible: true })
        {
            verdict.Give(plan?.WithoutRerank(null) ?? VerdictRecorder.Skipped(skip!));
            await next(context);
            return;
        }

        budget.Spend(start);
        foreach (var search in plan.Eligible)
        {
            RerankStage.Respect(search, budget);
        }

        await SearchAsync(context, plan, request, new(verdict, budget));
    }

    private async Task SearchAsync(HttpContext context, MultiSearchPlan whole, BufferedRequest request, Course course)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);

        // 3 encode, at the same time as
        var encodings = encoder.Start(whole.Texts, work.Token);
        var plan = whole.Without(encodings);
        if (!plan.HasEligible)
        {
            course.Verdict.Give(plan.WithoutRerank(null));
            await next(context);
            return;
        }

        try
        {
            // 4 plan, 5 send
            using var answer = await exchange.SendAsync(context, RequestTarget.Of(context), plan.Widened());
            if (await TryAnswerAsync(context, plan, answer, encodings, course))
            {
                return;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.NoAnswer(logger, e.Message);
            course.Verdict.Give(plan.WithoutRerank(null));
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
    private async Task<bool> TryAnswerAsync(HttpContext context, MultiSearchPlan plan, WidenedAnswer answer, QueryEncodings encodings, Course course)
    {
        if (answer.Head.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest))
        {
            course.Verdict.Give(plan.WithoutRerank(null));
            await exchange.PassOnAsync(context, answer.Head);
            return true;
        }

        using var expiry = course.Budget.Expire(context.RequestAborted);
        if (answer.Body is null || !MultiSearchResponse.TryRead(answer.Body.Bytes, out var response) || response.Items.Count != plan.Searches.Count)
        {
            var reason = answer.WhyOfNoUse;
            course.Verdict.Give(status => plan.WithoutRerank(status == StatusCodes.Status200OK ? reason : null));
            return false;
        }

        using var answers = await reranker.RunAsync(context, plan, response, new(encodings, expiry));
        using var page = exchange.RentPage();
        answers.Write(response, page);
        course.Verdict.Give(answers.Verdict);
        await exchange.WriteAsync(context, answer, page);
        return true;
    }

    /// <summary>What a request has beside its content: the verdict to be given, and the time for the sidecar's own work.</summary>
    private sealed record Course(VerdictRecorder Verdict, WorkBudget Budget);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The cluster did not answer an _msearch: {Message}")]
        public static partial void NoAnswer(ILogger logger, string message);
    }
}
