namespace TwinBert.Backfill.Documents;

/// <summary>Adds up the time in which batches are being encoded: where several are at once, it counts once. Thread-safe.</summary>
/// <param name="time">Measures.</param>
internal sealed class EncodingClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _batches;
    private long _since;

    /// <summary>A batch is begun.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            if (_batches++ == 0)
            {
                _since = time.GetTimestamp();
            }
        }
    }

    /// <summary>A batch is done.</summary>
    /// <returns>The time that nobody has counted yet, in seconds.</returns>
    public double Leave()
    {
        lock (_lock)
        {
            var (since, now) = (_since, time.GetTimestamp());
            _since = now;
            _batches--;
            return time.GetElapsedTime(since, now).TotalSeconds;
        }
    }
}
