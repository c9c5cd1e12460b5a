using BitFaster.Caching.Lru;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// What was logged already: one line for a thing, then silence about it, for a while or for good, with a count of what came meanwhile. Bounded: of very
/// many things, those that did not come for longest are forgotten, and may be told again. Thread-safe.
/// </summary>
/// <typeparam name="T">What is told apart.</typeparam>
/// <param name="time">The time.</param>
/// <param name="length">How long a thing is not named again; infinite for one that is said once.</param>
internal sealed class LogSilences<T>(TimeProvider time, TimeSpan length)
    where T : notnull
{
    private const int Most = 1_000;

    private readonly FastConcurrentLru<T, LogSilence> _silences = new(Environment.ProcessorCount, Most, EqualityComparer<T>.Default);

    /// <summary>Whether there is silence about a thing.</summary>
    public bool Contains(T thing) => _silences.TryGet(thing, out var silence) && silence.Holds(time, length);

    /// <summary>Whether it is time for a line; where it is not, what came is counted.</summary>
    /// <param name="thing">What the line is about.</param>
    /// <param name="count">How much came.</param>
    /// <param name="unsaid">How much came since the last line, without this.</param>
    public bool TryBreak(T thing, int count, out long unsaid) => Of(thing).TryBreak(time, length, count, out unsaid);

    /// <summary>Counts what came for the next line.</summary>
    public void Keep(T thing, int count) => Of(thing).Keep(count);

    private LogSilence Of(T thing) => _silences.GetOrAdd(thing, static _ => new());
}
