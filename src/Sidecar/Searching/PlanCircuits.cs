using BitFaster.Caching.Lru;
using TwinBert.Configuration;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Whether a plan is tried on an index: not for a while where it came to nothing several times in a row. Each index, embedding object and plan has a circuit of
/// its own, by the name that clients give, from its first failure on; of a thousand, the one that was not needed for longest is forgotten. Thread-safe.
/// </summary>
internal sealed class PlanCircuits(ServedIndices indices, LimitOptions limits, TimeProvider time)
{
    private const int Most = 1_000;
    private readonly FastConcurrentLru<CircuitKey, Circuit> _circuits =
        new(concurrencyLevel: Environment.ProcessorCount, Most, EqualityComparer<CircuitKey>.Default);

    /// <summary>For each entry of the settings, the state that is farthest from closed among its indices'.</summary>
    public IEnumerable<(string Pattern, CircuitState State)> States
    {
        get
        {
            var circuits = _circuits.Select(entry => entry.Value).ToArray();
            return indices.All.Select(index => (index.Pattern, Farthest(circuits.Where(circuit => circuit.Pattern == index.Pattern))));
        }
    }

    /// <summary>Begins to use a plan for a search.</summary>
    /// <param name="search">The search.</param>
    /// <param name="plan">The plan.</param>
    /// <returns>The use of it; <see langword="null"/> where it is not to be tried.</returns>
    public PlanAttempt? TryBegin(EligibleSearch search, SearchPlan plan)
    {
        // The engine's own page is given to searches of every kind: those that are not like any other share a circuit.
        var key = new CircuitKey(search.Indices, search.Index.Field.Name, plan.Name, search.IsLikeAnyOther);
        var counts = key.IsLikeAnyOther || plan is EnginePlan;
        if (!_circuits.TryGet(counts ? key : key with { IsLikeAnyOther = true }, out var circuit))
        {
            return new(search.Indices, null, counts ? () => CountFailure(key, search) : () => { });
        }

        // A search that shows nothing about others' may not be the one that tries, either.
        if (!counts)
        {
            return circuit.Breaker.State == CircuitState.Closed ? new(search.Indices, null, () => { }) : null;
        }

        return circuit.Breaker.TryBegin() is { } attempt ? new(search.Indices, attempt, attempt.Fail) : null;
    }

    /// <summary>Goes on with a plan that served an earlier page, whatever its circuit says.</summary>
    public PlanAttempt Continue(EligibleSearch search, SearchPlan plan) => TryBegin(search, plan) ?? new(search.Indices, null, () => { });

    private void CountFailure(CircuitKey key, EligibleSearch search) =>
        _circuits.GetOrAdd(key, _ => Open(search.Index)).Breaker.CountFailure();

    private static CircuitState Farthest(IEnumerable<Circuit> circuits) => circuits.Select(circuit => circuit.Breaker.State).DefaultIfEmpty().Max();

    private Circuit Open(ServedIndex index) => new(index.Pattern, new(limits.BreakAfterFailures, limits.BreakDuration, time));

    private readonly record struct CircuitKey(string Indices, string Field, string Plan, bool IsLikeAnyOther);

    private sealed record Circuit(string Pattern, CircuitBreaker Breaker);
}
