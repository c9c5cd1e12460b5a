namespace TwinBert.Sidecar.Limits;

/// <summary>How long one request may still be held up by work of ours. Not thread-safe: one step spends it.</summary>
/// <param name="total">The whole of it.</param>
/// <param name="time">Measures it.</param>
internal sealed class OwnTime(TimeSpan total, TimeProvider time)
{
    private TimeSpan _total = total;
    private TimeSpan _spent;
    private bool _isLimited;

    /// <summary>What is left; not negative.</summary>
    public TimeSpan Left => _total > _spent ? _total - _spent : TimeSpan.Zero;

    /// <summary>Makes the whole of it less, what is spent included; never more.</summary>
    public void LimitTo(TimeSpan most)
    {
        if (most < _total)
        {
            (_total, _isLimited) = (most, true);
        }
    }

    /// <summary>Charges a stretch of work.</summary>
    /// <param name="since">The timestamp at which it began.</param>
    public void Spend(long since) => _spent += time.GetElapsedTime(since);

    /// <summary>Ends it: a wait for all of it was in vain. A timer may fire a moment before its time by another clock.</summary>
    public void Exhaust() => _spent = _total;

    /// <summary>A timestamp to charge from.</summary>
    public long Now() => time.GetTimestamp();

    /// <summary>A token that ends with what is left, or with the caller's.</summary>
    public Expiry Expire(CancellationToken cancellationToken)
    {
        var (left, since) = (Left, Now());
        var timer = new CancellationTokenSource(left, time);
        return new(timer, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token), cancellationToken)
        {
            // A timer waits for a thread where all are busy; the time is over all the same.
            HasPassed = () => time.GetElapsedTime(since) >= left,
            IsLimited = _isLimited,
        };
    }

    /// <summary>The end of a budget.</summary>
    /// <param name="Timer">Ends with the budget.</param>
    /// <param name="Either">Ends with the budget or with the caller.</param>
    /// <param name="Aborted">Ends with the caller.</param>
    internal sealed record Expiry(CancellationTokenSource Timer, CancellationTokenSource Either, CancellationToken Aborted) : IDisposable
    {
        public CancellationToken Token => Either.Token;

        /// <summary>Whether the time is over.</summary>
        public bool IsOver => Timer.IsCancellationRequested || HasPassed();

        /// <summary>Whether the time is over by the clock.</summary>
        public required Func<bool> HasPassed { get; init; }

        /// <summary>Whether there was less time than usual.</summary>
        public bool IsLimited { get; init; }

        public void Dispose()
        {
            Either.Dispose();
            Timer.Dispose();
        }
    }
}
