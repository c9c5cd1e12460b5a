using Microsoft.Extensions.Logging;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// Logs why searches came back in the engine's order: one line for a reason, then silence about it for a while, so that a fault under load does not
/// fill the log. Says nothing of what was searched for. Thread-safe.
/// </summary>
internal sealed partial class FailureLog(TimeProvider time, ILogger<FailureLog> logger)
{
    private readonly LogSilences<RerankReason> _silences = new(time, LogSilence.Length);

    /// <summary>Logs a failure, or counts it for the next line.</summary>
    /// <param name="reason">The reason that the verdict gives.</param>
    /// <param name="cause">What happened, where it is known.</param>
    public void Write(RerankReason reason, Exception? cause = null)
    {
        if (SearchEnds.Of(reason) is { Stage: { } stage, Party: { } party } && _silences.TryBreak(reason, 1, out var unsaid))
        {
            Log.NotReranked(logger, reason.Name, stage, party, unsaid, cause);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A search was answered in the engine's order: {Reason} (stage {Stage}, party {Party}); {Unsaid} more for this "
            + "reason since the last such line")]
        public static partial void NotReranked(ILogger logger, string reason, string stage, string party, long unsaid, Exception? exception);
    }
}
