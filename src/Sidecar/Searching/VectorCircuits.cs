using BitFaster.Caching.Lru;
using TwinBert.Configuration;
using TwinBert.Sidecar.Resilience;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Whether an index is asked for the vectors of a rerank window: not for a while where that came to nothing several times in a row. Each index has a circuit of
/// its own, by the name that clients give, from its first failure on; of a thousand, the one that was not needed for longest is forgotten. Thread-safe.
/// </summary>
internal sealed class VectorCircuits(TwinBertOptions options, TimeProvider time)
{
    private const int Most = 1_000;
    private readonly FastConcurrentLru<string, Circuit> _circuits = new(concurrencyLevel: Environment.ProcessorCount, Most, StringComparer.Ordinal);

    /// <summary>For each entry of the settings, the state that is farthest from closed among its indices'.</summary>
    public IEnumerable<(string Pattern, CircuitState State)> States
    {
        get
        {
            var circuits = _circuits.Select(entry => entry.Value).ToArray();
            return options.Indices.Select(index => (index.Key, Farthest(circuits.Where(circuit => ReferenceEquals(circuit.Settings, index.Value)))));
        }
    }

    /// <summary>Begins to ask for the vectors of the searches of a request.</summary>
    /// <param name="searches">The searches; <see langword="null"/> for each that is left to the engine anyway.</param>
    public VectorAttempts Begin(IEnumerable<EligibleSearch?> searches) => new([.. searches.Select(search => search is null ? null : TryBegin(search))]);

    private VectorAttempt? TryBegin(EligibleSearch search)
    {
        if (!_circuits.TryGet(search.Indices, out var circuit))
        {
            return new(search.Indices, null, () => CountFailure(search));
        }

        // A search that shows nothing about others' may not be the one that tries, either.
        if (!search.IsLikeAnyOther)
        {
            return circuit.Breaker.State == CircuitState.Closed ? new(search.Indices, null, () => { }) : null;
        }

        return circuit.Breaker.TryBegin() is { } attempt ? new(search.Indices, attempt, attempt.Fail) : null;
    }

    private void CountFailure(EligibleSearch search)
    {
        if (search.IsLikeAnyOther)
        {
            _circuits.GetOrAdd(search.Indices, _ => Open(search.Index)).Breaker.CountFailure();
        }
    }

    private static CircuitState Farthest(IEnumerable<Circuit> circuits) => circuits.Select(circuit => circuit.Breaker.State).DefaultIfEmpty().Max();

    private Circuit Open(IndexOptions settings) => new(settings, new(options.Limits.BreakAfterFailures, options.Limits.BreakDuration, time));

    private sealed record Circuit(IndexOptions Settings, CircuitBreaker Breaker);
}
