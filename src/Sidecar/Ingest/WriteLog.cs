using Microsoft.Extensions.Logging;
using TwinBert.IngestPipeline;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Logs why documents are written without embeddings: one line of a kind in a while, whatever the number of requests, batches and indices, with the
/// number of documents that were not named. Bounded; thread-safe.
/// </summary>
internal sealed partial class WriteLog(TimeProvider time, ILogger<WriteLog> logger)
{
    private readonly LogSilences<string> _silences = new(time, LogSilence.Length);
    private readonly LogSilences<(string Index, WriteOutcome Reason)> _refusals = new(time, Timeout.InfiniteTimeSpan);

    /// <summary>The log of one write request.</summary>
    public ForRequest Open() => new(this);

    /// <summary>A text field that neither the documents so far nor the mapping has.</summary>
    public void UnknownField(string field, string index, int documents, IReadOnlyList<string> nearest) => Log.UnknownField(
        logger, field, index, documents, nearest.Count == 0 ? "No field there has a name like it" : $"Nearest there: {string.Join(", ", nearest)}");

    /// <summary>What one write request has to say: one line of a kind at most. Used by one stage at a time.</summary>
    internal sealed class ForRequest(WriteLog log)
    {
        private readonly HashSet<string> _told = new(StringComparer.Ordinal);

        /// <summary>A document's index takes no embeddings. Each index is named once for a reason.</summary>
        public void Refuse(string index, IndexRefusal refusal)
        {
            var thing = (index, refusal.Outcome);
            if (!log._refusals.Contains(thing) && TryTell(refusal.Outcome.ToString(), 1, out var unsaid) && log._refusals.TryBreak(thing, 1, out _))
            {
                Log.Refused(log.Logger, index, refusal.Outcome, refusal.Remedy, unsaid);
            }
        }

        /// <summary>Documents could not be encoded.</summary>
        public void NotEncoded(IngestOutcome reason, int documents, Exception? error)
        {
            if (TryTell(reason.ToString(), documents, out var unsaid))
            {
                // Out of time, the cause is no more than that it was cancelled.
                Log.NotEncoded(log.Logger, documents, reason, unsaid, reason == IngestOutcome.EncoderTimeout ? null : error);
            }
        }

        /// <summary>A batch was not encoded because as many as may wait for the encoder did.</summary>
        public void EncoderBusy(int documents)
        {
            if (TryTell(nameof(EncoderBusy), documents, out var unsaid))
            {
                Log.EncoderBusy(log.Logger, documents, unsaid);
            }
        }

        /// <summary>A batch met a defect of ours.</summary>
        public void Defect(Exception error)
        {
            if (TryTell(nameof(Defect), 1, out var unsaid))
            {
                Log.Defect(log.Logger, unsaid, error);
            }
        }

        private bool TryTell(string kind, int count, out long unsaid)
        {
            if (_told.Contains(kind))
            {
                log._silences.Keep(kind, count);
                unsaid = 0;
                return false;
            }

            return log._silences.TryBreak(kind, count, out unsaid) && _told.Add(kind);
        }
    }

    private ILogger Logger => logger;

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "Documents of index {Index} are written without embeddings ({Reason}). {Remedy}"
            + " ({Unsaid} documents of other indices for this reason since the last such line)")]
        public static partial void Refused(ILogger logger, string index, WriteOutcome reason, string remedy, long unsaid);

        [LoggerMessage(
            LogLevel.Warning,
            "{Documents} documents are written without embeddings ({Reason}); a backfill will embed them."
            + " ({Unsaid} more for this reason since the last such line)")]
        public static partial void NotEncoded(ILogger logger, int documents, IngestOutcome reason, long unsaid, Exception? error);

        [LoggerMessage(
            LogLevel.Warning,
            "Text field {Field}: neither the mapping of index {Index} nor any of the first {Documents} documents has text there. {Nearest}."
            + " Correct TextFields, and run a backfill.")]
        public static partial void UnknownField(ILogger logger, string field, string index, int documents, string nearest);

        [LoggerMessage(LogLevel.Warning, "{Documents} documents are written without embeddings: too many writes wait for the encoder "
            + "(Limits:MaxPendingEncodings); a backfill makes them. ({Unsaid} more since the last such line)")]
        public static partial void EncoderBusy(ILogger logger, int documents, long unsaid);

        [LoggerMessage(LogLevel.Error, "A batch of documents is written without embeddings because of a defect. ({Unsaid} more since the last such line)")]
        public static partial void Defect(ILogger logger, long unsaid, Exception error);
    }
}
