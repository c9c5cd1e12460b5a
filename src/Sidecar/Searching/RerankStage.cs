using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Reranking;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.Sidecar.Searching;

/// <summary>The sidecar's own work on a search, within its own time: from the query's text and the engine's hits to a new order, or to the reason why there is none. Thread-safe.</summary>
internal sealed partial class RerankStage(
    SidecarModel model, RerankerTable rerankers, LimitOptions limits, EncodeStage encoder, TimeProvider time, ILogger<RerankStage> logger)
{
    /// <summary>The length of the model's vectors.</summary>
    public int Dimensions => model.QueryEncoder.Dimensions;

    /// <summary>Starts the clock of a request's own work: once the engine has answered, because the engine's own time is not ours to limit.</summary>
    public CancellationTokenSource StartClock() => new(limits.RerankTimeout, time);

    /// <summary>Reranks the engine's hits.</summary>
    /// <param name="search">The search.</param>
    /// <param name="response">The engine's hits.</param>
    /// <param name="encoding">The query, on its way.</param>
    /// <param name="deadline">Ends the work because its time is over.</param>
    /// <param name="aborted">Ends the work because nobody waits for it any more.</param>
    public async Task<RerankedHits> RunAsync(EligibleSearch search, SearchResponse response, Task<QueryEmbedding> encoding, CancellationToken deadline, CancellationToken aborted)
    {
        var start = time.GetTimestamp();
        if (response.Hits.Count == 0)
        {
            return RerankedHits.Skipped(SearchReason.NoHits, TimeSpan.Zero);
        }

        var stage = SearchReason.Encoder;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, aborted);
            var query = await encoding.WaitAsync(either.Token);

            // 6 cross, 7 blend and order
            stage = SearchReason.Crossing;
            var result = rerankers.For(search.Index).Rerank(new RerankRequest
            {
                Query = query,
                Hits = response.Hits,
                Window = search.Request.Window,
                ModelWeight = search.Index.ModelWeight,
                Scores = ScoreContracts.Named(search.Index.Scores),
            });
            var elapsed = time.GetElapsedTime(start);
            return deadline.IsCancellationRequested ? RerankedHits.Failed(SearchReason.Deadline, elapsed) : Outcome(result, elapsed);
        }
        catch (EncoderOpenException) when (!aborted.IsCancellationRequested)
        {
            return RerankedHits.Skipped(SearchReason.EncoderOpen, time.GetElapsedTime(start));
        }
        catch (Exception e) when (!aborted.IsCancellationRequested)
        {
            if (stage == SearchReason.Encoder && deadline.IsCancellationRequested)
            {
                encoder.CountTimeout();
            }

            stage = deadline.IsCancellationRequested ? SearchReason.Deadline : stage;
            Log.NotReranked(logger, stage, e);
            return RerankedHits.Failed(stage, time.GetElapsedTime(start));
        }
    }

    private RerankedHits Outcome(RerankResult result, TimeSpan elapsed) => result.Outcome switch
    {
        RerankOutcome.Reranked => new(result.Order, VerdictOf(result, elapsed), elapsed),
        RerankOutcome.NoHits => RerankedHits.Skipped(SearchReason.NoHits, elapsed),
        RerankOutcome.NoEmbeddings => RerankedHits.Skipped(SearchReason.NoEmbeddings, elapsed),
        RerankOutcome.NotByScore => RerankedHits.Skipped(SearchReason.NotByScore, elapsed),
        _ => RerankedHits.Failed(SearchReason.Crossing, elapsed),
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

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A search was answered in the engine's order ({Reason})")]
        public static partial void NotReranked(ILogger logger, string reason, Exception exception);
    }
}
