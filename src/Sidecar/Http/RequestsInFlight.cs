namespace TwinBert.Sidecar.Http;

/// <summary>How many requests for the cluster are being served. Thread-safe.</summary>
internal sealed class RequestsInFlight
{
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>One began.</summary>
    public void Begin() => Interlocked.Increment(ref _count);

    /// <summary>One is over.</summary>
    public void End() => Interlocked.Decrement(ref _count);
}
