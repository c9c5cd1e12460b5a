using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Reranking;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The sidecar's own work on a search, within its own time: from the query on its way and the engine's hits to an order, or to the reason why there is none.
/// Thread-safe.
/// </summary>
internal sealed class SearchRanking(FailureLog failures, TimeProvider time)
{
    /// <summary>Ranks the engine's hits.</summary>
    /// <param name="attempt">The search.</param>
    /// <param name="answer">The engine's hits.</param>
    /// <param name="query">The query, on its way, and whose search it is.</param>
    /// <param name="expiry">Ends the work because its time is over, or because nobody waits for it any more.</param>
    public async Task<RankedSearch> RunAsync(SearchAttempt attempt, PlanAnswer answer, PendingQuery query, OwnTime.Expiry expiry)
    {
        if (!answer.HasHits)
        {
            return new(null, SearchEnds.Verdict(RerankReason.NoHits), TimeSpan.Zero);
        }

        // Whatever own time is left, what comes back is in this order.
        if (answer.Given is { } given)
        {
            return new(given, VerdictOf(attempt, given, TimeSpan.Zero), TimeSpan.Zero);
        }

        var start = time.GetTimestamp();
        var (embedding, refusal) = await WaitAsync(attempt.Search!, query, expiry);
        var (result, reason) = embedding is { } encoded ? Rank(answer, encoded, expiry) : (null, refusal);
        var elapsed = time.GetElapsedTime(start);
        return reason is { } why ? new(null, SearchEnds.Verdict(why), elapsed) : new(result, VerdictOf(attempt, result!, elapsed), elapsed);
    }

    /// <summary>Waits for a query's embedding.</summary>
    /// <param name="search">The search.</param>
    /// <param name="query">The query, on its way, and whose search it is.</param>
    /// <param name="expiry">Ends the wait.</param>
    /// <returns>The embedding, or why there is none.</returns>
    public async ValueTask<(QueryEmbedding? Embedding, RerankReason? Reason)> WaitAsync(EligibleSearch search, PendingQuery query, OwnTime.Expiry expiry)
    {
        if (expiry.IsOver)
        {
            return (null, Fail(RerankReason.Deadline));
        }

        if (await query.Caller.FindReasonAsync(search, expiry.Token) is { } unseen)
        {
            return (null, unseen);
        }

        var key = search.Query;
        if (query.Encodings.Refuses(key, out var refusal))
        {
            return (null, refusal);
        }

        try
        {
            var embedding = await query.Encodings[key].WaitAsync(expiry.Token);
            return (embedding, embedding is null ? RerankReason.EncoderOpen : null);
        }
        catch (Exception e) when (!expiry.Aborted.IsCancellationRequested)
        {
            // A client that gives little time says nothing about the encoder.
            if (expiry is { IsOver: true, IsLimited: false })
            {
                await query.Encodings.CountLateAsync(key);
            }

            return (null, Fail(expiry.IsOver ? RerankReason.Deadline : RerankReason.Encoder, e));
        }
    }

    /// <summary>Logs a failure.</summary>
    /// <param name="reason">What went wrong.</param>
    /// <param name="cause">Why, where that is known.</param>
    /// <returns>The reason.</returns>
    public RerankReason Fail(RerankReason reason, Exception? cause = null)
    {
        failures.Write(reason, cause);
        return reason;
    }

    private (RerankResult? Result, RerankReason? Reason) Rank(PlanAnswer answer, QueryEmbedding query, OwnTime.Expiry expiry)
    {
        try
        {
            var result = answer.Rank(query);
            return expiry.IsOver ? (null, Fail(RerankReason.Deadline)) : result.Outcome switch
            {
                RerankOutcome.Reranked => (result, null),
                RerankOutcome.NoHits => (null, RerankReason.NoHits),
                RerankOutcome.NoEmbeddings => (null, RerankReason.NoEmbeddings),
                RerankOutcome.NotByScore => (null, RerankReason.NotByScore),
                _ => (null, Fail(RerankReason.Crossing)),
            };
        }
        catch (Exception e) when (!expiry.Aborted.IsCancellationRequested)
        {
            return (null, Fail(expiry.IsOver ? RerankReason.Deadline : RerankReason.Crossing, e));
        }
    }

    // Where the engine crossed, both orders are not seen, and nothing is made up.
    private static RerankVerdict VerdictOf(SearchAttempt attempt, RerankResult result, TimeSpan elapsed) => new()
    {
        Status = RerankStatus.Reranked,
        Plan = attempt.Plan!.Name,
        Window = result.Order is null ? null : result.Window,
        Scored = result.Order is null ? null : result.Scored,
        Missing = result.Order is null ? null : result.Missing,
        Moved = result.Order is null ? null : result.Moved,
        TopChanged = result.Order is null ? null : result.TopChanged,
        Milliseconds = elapsed.TotalMilliseconds,
        Model = attempt.Search!.Index.Model.Fingerprint.Value,
    };
}

/// <summary>What the sidecar's own work on a search gave.</summary>
/// <param name="Result">The order; <see langword="null"/> for the engine's.</param>
/// <param name="Verdict">What is said of it.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record RankedSearch(RerankResult? Result, RerankVerdict Verdict, TimeSpan Elapsed);

/// <summary>The queries of a request, on their way, and whose they are.</summary>
/// <param name="Encodings">The queries.</param>
/// <param name="Caller">Whose searches they are.</param>
internal sealed record PendingQuery(QueryEncodings Encodings, ISearchCaller Caller);
