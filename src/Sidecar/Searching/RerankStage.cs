using TwinBert.Configuration;
using TwinBert.Protocol;
using TwinBert.Reranking;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Resilience;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The sidecar's own work on a search, within its own time: from the query's text and the engine's hits to a new order, or to the reason why there is none.
/// Thread-safe.
/// </summary>
internal sealed class RerankStage(
    SidecarModel model, RerankerTable rerankers, LimitOptions limits, EncodeStage encoder, TimeProvider time, FailureLog failures)
{
    /// <summary>The part of a search's own <c>timeout</c> that the sidecar's work may take.</summary>
    private const double ShareOfTimeout = 0.2;

    /// <summary>The length of the model's vectors.</summary>
    public int Dimensions => model.QueryEncoder.Dimensions;

    /// <summary>The time for the sidecar's own work on a request, from its arrival to its last byte. The engine's own time is not ours to limit.</summary>
    public WorkBudget OpenBudget() => new(limits.RerankTimeout, time);

    /// <summary>Lowers a budget to what a search's own <c>timeout</c> leaves room for.</summary>
    public static void Respect(EligibleSearch search, WorkBudget budget)
    {
        if (search.Request.Timeout is { } timeout)
        {
            budget.Lower(timeout * ShareOfTimeout);
        }
    }

    /// <summary>Reranks the engine's hits.</summary>
    /// <param name="search">The search.</param>
    /// <param name="response">The engine's hits.</param>
    /// <param name="begun">The query, on its way, and whose search it is.</param>
    /// <param name="expiry">Ends the work because its time is over, or because nobody waits for it any more.</param>
    public async Task<RerankedHits> RunAsync(EligibleSearch search, SearchResponse response, BegunSearch begun, WorkBudget.Expiry expiry)
    {
        var start = time.GetTimestamp();
        if (response.Hits.Count == 0)
        {
            return RerankedHits.Skipped(RerankReason.NoHits, TimeSpan.Zero);
        }

        if (expiry.IsOver)
        {
            return Fail(RerankReason.Deadline, time.GetElapsedTime(start));
        }

        if (await begun.Caller.FindReasonAsync(search, expiry.Token) is { } unseen)
        {
            return RerankedHits.Skipped(unseen, time.GetElapsedTime(start));
        }

        if (begun.Encodings.Refuses(search.Request.QueryText, out var refusal))
        {
            return RerankedHits.Skipped(refusal, time.GetElapsedTime(start));
        }

        var stage = RerankReason.Encoder;
        try
        {
            var query = await begun.Encodings[search.Request.QueryText].WaitAsync(expiry.Token);

            // 6 cross, 7 blend and order
            stage = RerankReason.Crossing;
            var result = rerankers.Rerank(search, response, query);
            var elapsed = time.GetElapsedTime(start);
            return expiry.IsOver ? Fail(RerankReason.Deadline, elapsed) : Outcome(result, elapsed);
        }
        catch (EncoderOpenException) when (!expiry.Aborted.IsCancellationRequested)
        {
            return RerankedHits.Skipped(RerankReason.EncoderOpen, time.GetElapsedTime(start));
        }
        catch (Exception e) when (!expiry.Aborted.IsCancellationRequested)
        {
            // A client that gives little time says nothing about the encoder.
            if (stage == RerankReason.Encoder && expiry is { IsOver: true, IsLowered: false } && begun.Encodings.IsFirstLate())
            {
                encoder.CountTimeout();
            }

            stage = expiry.IsOver ? RerankReason.Deadline : stage;
            return Fail(stage, time.GetElapsedTime(start), e);
        }
    }

    private RerankedHits Fail(RerankReason reason, TimeSpan elapsed, Exception? cause = null)
    {
        failures.Write(reason, cause);
        return RerankedHits.Failed(reason, elapsed);
    }

    private RerankedHits Outcome(RerankResult result, TimeSpan elapsed) => result.Outcome switch
    {
        RerankOutcome.Reranked => new(result.Order, VerdictOf(result, elapsed), elapsed),
        RerankOutcome.NoHits => RerankedHits.Skipped(RerankReason.NoHits, elapsed),
        RerankOutcome.NoEmbeddings => RerankedHits.Skipped(RerankReason.NoEmbeddings, elapsed),
        RerankOutcome.NotByScore => RerankedHits.Skipped(RerankReason.NotByScore, elapsed),
        _ => Fail(RerankReason.Crossing, elapsed),
    };

    private RerankVerdict VerdictOf(RerankResult result, TimeSpan elapsed) => new()
    {
        Status = RerankStatus.Reranked,
        Window = result.Window,
        Scored = result.Scored,
        Missing = result.Missing,
        Moved = result.Moved,
        TopChanged = result.TopChanged,
        Milliseconds = elapsed.TotalMilliseconds,
        Model = model.Fingerprint.Value,
    };
}
