using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Encoders;

/// <summary>
/// The places before the encoder. A caller may have all of them while nobody else searches; beside others, at most half of those that the others leave,
/// so that there is always one for the next. Thread-safe.
/// </summary>
/// <param name="most">How many there are.</param>
/// <param name="time">Measures how long ago others searched.</param>
internal sealed class EncodePlaces(int most, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<CallerKey, int> _taken = [];
    private int _all;

    // The last two that were not the same: whoever asks, one of them is another.
    private (CallerKey Caller, long At)? _last;
    private (CallerKey Caller, long At)? _before;

    /// <summary>How many are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
            {
                return _all;
            }
        }
    }

    /// <summary>Takes a place for a caller, to be given back.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(CallerKey caller)
    {
        lock (_lock)
        {
            Note(caller);
            var mine = _taken.GetValueOrDefault(caller);
            var left = most - (_all - mine);
            var share = IsAlone(caller) ? left : Math.Max(1, left / 2);
            if (_all >= most || mine >= share)
            {
                return false;
            }

            _taken[caller] = mine + 1;
            _all++;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(CallerKey caller)
    {
        lock (_lock)
        {
            _all--;
            if (--_taken[caller] == 0)
            {
                _taken.Remove(caller);
            }
        }
    }

    private void Note(CallerKey caller)
    {
        if (_last is { } last && last.Caller != caller)
        {
            _before = last;
        }

        _last = (caller, time.GetTimestamp());
    }

    private bool IsAlone(CallerKey caller) =>
        _all == _taken.GetValueOrDefault(caller) && !(_before is { } before && before.Caller != caller && time.GetElapsedTime(before.At) < Lately);
}
