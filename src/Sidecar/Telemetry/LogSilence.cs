namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// One line for a thing, then silence about it for a while, so that a fault under load does not fill the log. What came meanwhile is counted for the
/// next line. Thread-safe.
/// </summary>
internal sealed class LogSilence
{
    /// <summary>How long a thing is not named again.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _brokenAt;
    private long _unsaid;

    /// <summary>Whether it is time for a line; where it is not, what came is counted.</summary>
    /// <param name="time">The time.</param>
    /// <param name="count">How much came.</param>
    /// <param name="unsaid">How much came since the last line, without this.</param>
    public bool TryBreak(TimeProvider time, int count, out long unsaid)
    {
        lock (_lock)
        {
            unsaid = _unsaid;
            if (_brokenAt is { } brokenAt && time.GetElapsedTime(brokenAt) < Length)
            {
                _unsaid += count;
                return false;
            }

            (_brokenAt, _unsaid) = (time.GetTimestamp(), 0);
            return true;
        }
    }

    /// <summary>Counts what came for the next line.</summary>
    public void Keep(int count)
    {
        lock (_lock)
        {
            _unsaid += count;
        }
    }
}
