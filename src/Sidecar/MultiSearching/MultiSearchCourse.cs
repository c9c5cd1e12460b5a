using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>
/// Several searches in one request, with the steps of <see cref="SearchRerankMiddleware"/>, each of them by itself: one that is not eligible stays as the
/// client wrote it, all go to the engine as the one request that they were, and what fails, fails for one search, which then has the engine's own page.
/// Where the engine's answer to the whole has no use, the client's own request is sent on. Thread-safe.
/// </summary>
internal sealed class MultiSearchCourse(
    MultiSearchPlanner planner, MultiSearchReranker reranker, SearchExchange exchange, EncodeStage encoder, VectorCircuits circuits) : ISearchCourse
{
    public bool IsMulti => true;

    public async Task<bool> TryAnswerAsync(HttpContext context, SearchRoute route, ReadOnlyMemory<byte> body, SearchWork work)
    {
        // 2 read
        var (plan, reason) = await planner.ReadAsync(context, route, body, work.Budget);
        if (plan is not { HasEligible: true })
        {
            work.Verdict.Give(plan?.WithoutRerank(null) ?? SearchEnds.Verdict(reason!.Value));
            return false;
        }

        plan = plan.Without(work.Caller);
        foreach (var search in plan.Eligible)
        {
            RerankStage.Respect(search, work.Budget);
        }

        var vectors = circuits.Begin(plan.Searches.Select(planned => planned.Search));
        work.Verdict.Settle(vectors);
        return await SearchAsync(context, plan.Without(vectors), vectors, work);
    }

    private async Task<bool> SearchAsync(HttpContext context, MultiSearchPlan whole, VectorAttempts vectors, SearchWork work)
    {
        // 3 encode, at the same time as
        var encodings = encoder.Open(whole.Texts, work.Caller.Key, work.Token);
        var plan = whole.Without(encodings);
        work.Verdict.Give(plan.WithoutRerank(null));
        if (!plan.HasEligible)
        {
            return false;
        }

        if (encoder.Callers.Contains(work.Caller.Key))
        {
            work.Caller.Ask(plan.Eligible);
        }

        // 4 plan, 5 send
        using var answer = await exchange.SendAsync(context, RequestTarget.Of(context), plan.Widened());
        if (answer.Head.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest))
        {
            encoder.Callers.Refuse(work.Caller.Key, answer.Head.StatusCode);
            vectors.Refuse((int)answer.Head.StatusCode);
            await exchange.PassOnAsync(context, answer.Head);
            return true;
        }

        return await TryRerankAsync(context, plan, answer, new(new(encodings, work.Caller), vectors), work);
    }

    private async Task<bool> TryRerankAsync(HttpContext context, MultiSearchPlan plan, WidenedAnswer answer, UnderWay begun, SearchWork work)
    {
        using var expiry = work.Budget.Expire(context.RequestAborted);
        if (answer.Body is null || !MultiSearchResponse.TryRead(answer.Body.Bytes, out var response) || response.Items.Count != plan.Searches.Count)
        {
            var reason = answer.WhyOfNoUse;
            work.Verdict.Give(status => plan.WithoutRerank(status == StatusCodes.Status200OK ? reason : null));
            return false;
        }

        // 6 cross, 7 blend and order, 8 write
        using var answers = await reranker.RunAsync(context, plan, response, new(begun.Searches, begun.Vectors, expiry));
        using var page = exchange.RentPage();
        answers.Write(response, page);
        answer.ReleaseBody();
        work.Verdict.Give(answers.Verdict);
        await exchange.WriteAsync(context, answer, page);
        return true;
    }

    private sealed record UnderWay(BegunSearch Searches, VectorAttempts Vectors);
}
