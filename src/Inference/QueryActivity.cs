namespace TwinBert.Inference;

/// <summary>Knows whether queries are being encoded, or were a moment ago. Thread-safe.</summary>
/// <param name="time">Measures.</param>
internal sealed class QueryActivity(TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private int _running;
    private long _last;

    /// <summary>Whether none is, and none was.</summary>
    public bool IsQuiet
    {
        get
        {
            var last = Volatile.Read(ref _last);
            return Volatile.Read(ref _running) == 0 && (last == 0 || time.GetElapsedTime(last) >= Moment);
        }
    }

    /// <summary>A query came.</summary>
    public void Begin() => Interlocked.Increment(ref _running);

    /// <summary>It is encoded, or given up.</summary>
    public void End()
    {
        Volatile.Write(ref _last, time.GetTimestamp());
        Interlocked.Decrement(ref _running);
    }
}
