using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// Logs why searches came back in the engine's order: one line for a reason, then silence about it for a while, so that a fault under load does not
/// fill the log. Says nothing of what was searched for. Thread-safe.
/// </summary>
internal sealed partial class FailureLog(TimeProvider time, ILogger<FailureLog> logger)
{
    /// <summary>How long a reason is not named again.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Logs a failure, or counts it for the next line.</summary>
    /// <param name="reason">The reason that the verdict gives.</param>
    /// <param name="cause">What happened, where it is known.</param>
    public void Write(string reason, Exception? cause = null)
    {
        if (FailurePlace.Of(reason) is not { } place)
        {
            return;
        }

        if (_entries.GetOrAdd(reason, static _ => new()).TryTake(time, out var unsaid))
        {
            Log.NotReranked(logger, reason, place.Stage, place.Party, unsaid, cause);
        }
    }

    /// <summary>When a reason was last named, and how often it came since.</summary>
    private sealed class Entry
    {
        private readonly Lock _lock = new();
        private long? _saidAt;
        private long _unsaid;

        public bool TryTake(TimeProvider time, out long unsaid)
        {
            lock (_lock)
            {
                unsaid = _unsaid;
                if (_saidAt is { } saidAt && time.GetElapsedTime(saidAt) < Silence)
                {
                    _unsaid++;
                    return false;
                }

                (_saidAt, _unsaid) = (time.GetTimestamp(), 0);
                return true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A search was answered in the engine's order: {Reason} (stage {Stage}, party {Party}); {Unsaid} more for this reason since the last such line")]
        public static partial void NotReranked(ILogger logger, string reason, string stage, string party, long unsaid, Exception? exception);
    }
}
