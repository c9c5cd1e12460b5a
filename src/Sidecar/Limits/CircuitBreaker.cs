namespace TwinBert.Sidecar.Limits;

/// <summary>
/// Passes a stage over for a while that failed several times in a row; then one attempt decides whether it is used again. An attempt may also end without
/// having shown anything, because nobody waited for it any more: that neither opens nor closes. Thread-safe.
/// </summary>
/// <param name="failures">The failures in a row that open it.</param>
/// <param name="duration">How long it then stays open.</param>
/// <param name="time">Measures that.</param>
internal sealed class CircuitBreaker(int failures, TimeSpan duration, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _inARow;
    private long? _openedAt;
    private Attempt? _probe;

    /// <summary>Whether the stage is used.</summary>
    public CircuitState State
    {
        get
        {
            lock (_lock)
            {
                return Now;
            }
        }
    }

    /// <summary>Whether an attempt would be let through now.</summary>
    public bool Admits
    {
        get
        {
            lock (_lock)
            {
                return IsAdmitting;
            }
        }
    }

    private CircuitState Now => _openedAt is not { } openedAt ? CircuitState.Closed
        : time.GetElapsedTime(openedAt) < duration ? CircuitState.Open
        : CircuitState.HalfOpen;

    private bool IsAdmitting => Now switch
    {
        CircuitState.Closed => true,
        CircuitState.HalfOpen => _probe is null,
        _ => false,
    };

    /// <summary>Begins an attempt; <see langword="null"/> when the stage is to be passed over.</summary>
    public Attempt? TryBegin()
    {
        lock (_lock)
        {
            if (!IsAdmitting)
            {
                return null;
            }

            var attempt = new Attempt(this);
            _probe = _openedAt is null ? null : attempt;
            return attempt;
        }
    }

    /// <summary>Counts a failure that no attempt saw: the stage did not come to an end in time.</summary>
    public void CountFailure()
    {
        lock (_lock)
        {
            if (Now != CircuitState.Open)
            {
                CountOne();
            }
        }
    }

    private void End(Attempt attempt, bool? succeeded)
    {
        lock (_lock)
        {
            // What began before it opened says nothing about the time since.
            if (_openedAt is not null && _probe != attempt)
            {
                return;
            }

            _probe = null;
            if (succeeded == true)
            {
                (_inARow, _openedAt) = (0, null);
            }
            else if (succeeded == false)
            {
                CountOne();
            }
        }
    }

    private void CountOne()
    {
        _inARow++;
        if (_openedAt is not null || _inARow >= failures)
        {
            (_openedAt, _probe) = (time.GetTimestamp(), null);
        }
    }

    /// <summary>One use of the stage; disposed of without an end, it has shown nothing. Belongs to one caller.</summary>
    internal sealed class Attempt(CircuitBreaker breaker) : IDisposable
    {
        private bool _isOver;

        public void Succeed() => End(true);

        public void Fail() => End(false);

        public void Dispose() => End(null);

        private void End(bool? succeeded)
        {
            if (!_isOver)
            {
                _isOver = true;
                breaker.End(this, succeeded);
            }
        }
    }
}

/// <summary>Whether a stage is used.</summary>
internal enum CircuitState
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>It is passed over, but for one search that tries it.</summary>
    HalfOpen,

    /// <summary>It is passed over.</summary>
    Open,
}
