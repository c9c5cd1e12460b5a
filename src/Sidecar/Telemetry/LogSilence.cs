namespace TwinBert.Sidecar.Telemetry;

/// <summary>The silence about one thing, so that a fault under load does not fill the log. Thread-safe.</summary>
internal sealed class LogSilence
{
    /// <summary>How long a fault is not named again.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _brokenAt;
    private long _unsaid;

    /// <summary>Whether it lasts.</summary>
    /// <param name="time">The time.</param>
    /// <param name="length">How long it lasts; infinite for ever.</param>
    public bool Holds(TimeProvider time, TimeSpan length)
    {
        lock (_lock)
        {
            return _brokenAt is { } brokenAt && (length == Timeout.InfiniteTimeSpan || time.GetElapsedTime(brokenAt) < length);
        }
    }

    /// <summary>Whether it is time for a line; where it is not, what came is counted.</summary>
    /// <param name="time">The time.</param>
    /// <param name="length">How long it lasts; infinite for ever.</param>
    /// <param name="count">How much came.</param>
    /// <param name="unsaid">How much came since the last line, without this.</param>
    public bool TryBreak(TimeProvider time, TimeSpan length, int count, out long unsaid)
    {
        lock (_lock)
        {
            unsaid = _unsaid;
            if (Holds(time, length))
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
