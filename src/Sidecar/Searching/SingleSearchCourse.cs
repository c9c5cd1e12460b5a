using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;

namespace TwinBert.Sidecar.Searching;

/// <summary>One search, with the steps of <see cref="SearchRerankMiddleware"/>. Thread-safe.</summary>
internal sealed class SingleSearchCourse(
    SearchEligibility eligibility,
    SearchExchange exchange,
    EncodeStage encoder,
    RerankStage stage,
    VectorCircuits circuits) : ISearchCourse
{
    public bool IsMulti => false;

    public async Task<bool> TryAnswerAsync(HttpContext context, SearchRoute route, ReadOnlyMemory<byte> body, SearchWork work)
    {
        // 2 read
        var (search, reason) = await eligibility.ReadAsync(context, route, body, work.Budget);
        if (search is null)
        {
            work.Verdict.Skip(reason!.Value);
            return false;
        }

        if (work.Caller.KnownReason(search) is { } unseen)
        {
            work.Verdict.Skip(unseen);
            return false;
        }

        RerankStage.Respect(search, work.Budget);
        var vectors = circuits.Begin([search]);
        work.Verdict.Settle(vectors);
        if (!vectors.Admits(0))
        {
            work.Verdict.Skip(RerankReason.VectorsOpen);
            return false;
        }

        return await SearchAsync(context, search, vectors, work);
    }

    private async Task<bool> SearchAsync(HttpContext context, EligibleSearch search, VectorAttempts vectors, SearchWork work)
    {
        // 3 encode, at the same time as
        var encodings = encoder.Open([search.Request.QueryText], work.Caller.Key, work.Token);
        if (encodings.Refuses(search.Request.QueryText, out var refusal))
        {
            work.Verdict.Skip(refusal);
            return false;
        }

        if (encoder.Callers.Contains(work.Caller.Key))
        {
            work.Caller.Ask([search]);
        }

        // 4 plan
        var widened = SearchRequestRewriter.Widen(search.Request, search.Dialect);

        // 5 send
        using var answer = await exchange.SendAsync(context, search, widened);
        if (answer.Head.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest))
        {
            work.Verdict.Skip(RerankReason.EngineError);
            encoder.Callers.Refuse(work.Caller.Key, answer.Head.StatusCode);
            vectors.Refuse((int)answer.Head.StatusCode);
            await exchange.PassOnAsync(context, answer.Head);
            return true;
        }

        return await TryRerankAsync(context, search, new(widened, answer), encodings, work);
    }

    private async Task<bool> TryRerankAsync(HttpContext context, EligibleSearch search, WidenedExchange upstream, QueryEncodings encodings, SearchWork work)
    {
        var answer = upstream.Answer;
        using var expiry = work.Budget.Expire(context.RequestAborted);
        var options = new ResponseReadOptions { Dimensions = stage.Dimensions, ShowEmbedding = RequestHints.ShowsEmbedding(context.Request.Headers) };
        SearchResponse? response = null;
        if (answer.Body is null || !SearchResponse.TryRead(answer.Body.Bytes, upstream.Search, options, out response))
        {
            work.Verdict.FailUnlessRefused(answer.WhyOfNoUse);
            if (answer.WhyOfNoUse == RerankReason.WideningRefused)
            {
                work.Caller.Refused(search);
            }

            return false;
        }

        // 6 cross, 7 blend and order
        encodings.Answered([search.Request.QueryText]);
        var hits = await stage.RunAsync(search, response, new(encodings, work.Caller), expiry);

        // 8 write
        using var page = exchange.RentPage();
        hits.WritePage(page.Stream, response, search);
        answer.ReleaseBody();
        work.Verdict.Give(hits.Verdict);
        await exchange.WriteAsync(context, answer, page);
        return true;
    }

    private sealed record WidenedExchange(WidenedSearch Search, WidenedAnswer Answer);
}
