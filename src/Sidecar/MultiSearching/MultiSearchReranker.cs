using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Search.Cutting;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Resilience;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>
/// Makes of the engine's answers to several searches those that the client gets, each by itself. Where the engine refused a widened search, or answered
/// it in a form that no engine gives, the client's own is sent, once, together with the others of which that is true. Thread-safe.
/// </summary>
internal sealed class MultiSearchReranker(RerankStage stage, SearchExchange exchange, EmbeddingScope scope)
{
    /// <summary>Makes the answers.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="plan">What was planned for each search.</param>
    /// <param name="response">What the engine answered to each.</param>
    /// <param name="work">The queries, and the time for the work.</param>
    public async Task<AnswerBook> RunAsync(HttpContext context, MultiSearchPlan plan, MultiSearchResponse response, OwnWork work)
    {
        var book = new AnswerBook(exchange.RentPage(), plan.Searches.Count);
        try
        {
            var again = await RerankAsync(context, plan, response, work, book);
            if (again.Count > 0)
            {
                await AskAgainAsync(context, plan, again, book);
            }

            return book;
        }
        catch
        {
            book.Dispose();
            throw;
        }
    }

    /// <summary>Answers every search for which the engine's answer has a use.</summary>
    /// <returns>The places of the others, with the reason.</returns>
    private async Task<SortedList<int, RerankReason>> RerankAsync(
        HttpContext context, MultiSearchPlan plan, MultiSearchResponse response, OwnWork work, AnswerBook book)
    {
        var again = new SortedList<int, RerankReason>();
        var options = new ResponseReadOptions { Dimensions = stage.Dimensions, ShowEmbedding = RequestHints.ShowsEmbedding(context.Request.Headers) };
        var read = plan.Searches.Zip(response.Items, (planned, answer) =>
            planned.Search is not null && SearchResponse.TryRead(answer, planned.Widened!, options, out var hits) ? hits : null).ToArray();
        work.Begun.Encodings.Answered([.. plan.Searches.Where((_, i) => read[i] is not null).Select(planned => planned.Search!.Request.QueryText)]);
        for (var i = 0; i < plan.Searches.Count; i++)
        {
            var (planned, answer) = (plan.Searches[i], response.Items[i]);
            if (planned.Search is not { } search)
            {
                var cut = Cut(context, planned, answer);
                book.Add(i, planned.WithoutRerank(null), output => output.Stream.Write(cut.Equals(answer) ? default : cut.Span));
            }
            else if (read[i] is { } hits)
            {
                // 6 cross, 7 blend and order, 8 write
                var reranked = await stage.RunAsync(search, hits, work.Begun, work.Expiry);
                book.Add(i, reranked.Verdict, output => reranked.WritePage(output.Stream, hits, search));
            }
            else if (SearchError.StatusOf(answer.Span) is { } status and not StatusCodes.Status400BadRequest)
            {
                work.Vectors.Refuse(i, status);
                book.Add(i, planned.WithoutRerank(null), _ => { });
            }
            else if (SearchError.StatusOf(answer.Span) is null)
            {
                again.Add(i, RerankReason.ResponseUnreadable);
            }
            else
            {
                work.Begun.Caller.Refused(search);
                again.Add(i, RerankReason.WideningRefused);
            }
        }

        return again;
    }

    private async Task AskAgainAsync(HttpContext context, MultiSearchPlan plan, SortedList<int, RerankReason> again, AnswerBook book)
    {
        try
        {
            using var answer = await exchange.SendAsync(context, RequestTarget.Of(context), plan.OwnOf(again.Keys));
            var read = answer.Body is { } body && MultiSearchResponse.TryRead(body.Bytes, out var response) && response.Items.Count == again.Count
                ? response
                : null;
            var error = read is null ? await ErrorOfAsync(answer, context.RequestAborted) : default;
            foreach (var (place, (i, reason)) in again.Index())
            {
                var (planned, own) = (plan.Searches[i], read?.Items[place] ?? error);
                book.Add(
                    i,
                    planned.WithoutRerank(SearchError.StatusOf(own.Span) is null ? reason : null),
                    output => output.Stream.Write(Cut(context, planned, own).Span));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            var refusal = exchange.Refusal(e);
            foreach (var i in again.Keys)
            {
                book.Add(i, plan.Searches[i].WithoutRerank(null), output => output.Stream.Write(refusal));
            }
        }
    }

    /// <summary>What each search is answered with when all were refused together: the engine's error has the form that each would have had alone.</summary>
    private async Task<ReadOnlyMemory<byte>> ErrorOfAsync(WidenedAnswer answer, CancellationToken cancellationToken)
    {
        var body = await exchange.ReadErrorAsync(answer, cancellationToken);
        return SearchError.StatusOf(body.Span) is not null
            ? body
            : exchange.Refusal(new IOException($"status {(int)answer.Head.StatusCode} came in a form that no engine gives"));
    }

    /// <summary>An answer without its embeddings; the answer itself where it has none.</summary>
    private ReadOnlyMemory<byte> Cut(HttpContext context, PlannedSearch planned, ReadOnlyMemory<byte> answer)
    {
        if (RequestHints.ShowsEmbedding(context.Request.Headers))
        {
            return answer;
        }

        var current = answer;
        foreach (var cutter in scope.CuttersFor(planned.Indices))
        {
            var cut = new System.Buffers.ArrayBufferWriter<byte>(current.Length);
            current = cutter.TryCut(DocumentReadKind.Search, current.Span, cut) ? cut.WrittenMemory : current;
        }

        return current;
    }

    /// <summary>The sidecar's own work on a request.</summary>
    /// <param name="Begun">What was begun for the searches.</param>
    /// <param name="Vectors">What becomes of asking for vectors.</param>
    /// <param name="Expiry">The end of the time for it.</param>
    internal sealed record OwnWork(BegunSearch Begun, VectorAttempts Vectors, WorkBudget.Expiry Expiry);
}
