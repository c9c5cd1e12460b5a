namespace TwinBert.Sidecar.Ingest;

/// <summary>How long one write may still be held up by work of ours. Not thread-safe: one stage spends it.</summary>
/// <param name="total">The whole of it.</param>
/// <param name="time">Measures it.</param>
internal sealed class EncodeBudget(TimeSpan total, TimeProvider time)
{
    /// <summary>What is left; not negative.</summary>
    public TimeSpan Left { get; private set; } = total;

    /// <summary>Charges a stretch of work.</summary>
    /// <param name="since">The timestamp at which it began.</param>
    public void Spend(long since)
    {
        var left = Left - time.GetElapsedTime(since);
        Left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Ends it: a wait for all of it was in vain. A timer may fire a moment before its time by another clock.</summary>
    public void Exhaust() => Left = TimeSpan.Zero;

    /// <summary>A timestamp to charge from.</summary>
    public long Now() => time.GetTimestamp();

    /// <summary>A token that ends with what is left, or with the caller's.</summary>
    public Expiry Expire(CancellationToken cancellationToken)
    {
        var timer = new CancellationTokenSource(Left, time);
        return new(timer, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token));
    }

    /// <summary>The end of a budget.</summary>
    internal sealed record Expiry(CancellationTokenSource Timer, CancellationTokenSource Either) : IDisposable
    {
        public CancellationToken Token => Either.Token;

        public void Dispose()
        {
            Either.Dispose();
            Timer.Dispose();
        }
    }
}
