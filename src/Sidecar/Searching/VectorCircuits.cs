using TwinBert.Configuration;
using TwinBert.Sidecar.Resilience;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Whether an index is asked for the vectors of a rerank window: not for a while where that came to nothing several times in a row. One circuit for
/// each entry of the settings. Thread-safe.
/// </summary>
internal sealed class VectorCircuits
{
    private readonly Dictionary<IndexOptions, CircuitBreaker> _circuits = new(ReferenceEqualityComparer.Instance);

    public VectorCircuits(TwinBertOptions options, TimeProvider time)
    {
        foreach (var settings in options.Indices.Values)
        {
            _circuits[settings] = new(options.Limits.BreakAfterFailures, options.Limits.BreakDuration, time);
        }

        States = [.. options.Indices.Select(index => (index.Key, _circuits[index.Value]))];
    }

    /// <summary>Each circuit, by the name or pattern of its settings.</summary>
    public IReadOnlyList<(string Pattern, CircuitBreaker Circuit)> States { get; }

    /// <summary>Begins to ask for the vectors of the searches of a request.</summary>
    /// <param name="searches">The searches; <see langword="null"/> for each that is left to the engine anyway.</param>
    public VectorAttempts Begin(IEnumerable<EligibleSearch?> searches) => new([.. searches.Select(search => search is null ? null : _circuits[search.Index].TryBegin())]);
}
