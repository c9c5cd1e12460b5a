namespace TwinBert.Sidecar.Telemetry;

/// <summary>Where what becomes of searches is told. Thread-safe.</summary>
/// <param name="Metrics">The metrics.</param>
/// <param name="Spans">The spans.</param>
/// <param name="Failures">The log of failures.</param>
/// <param name="Slow">The log of slow ones.</param>
/// <param name="Time">Measures them.</param>
internal sealed record VerdictSinks(RerankMetrics Metrics, Spans Spans, FailureLog Failures, SlowSearchLog Slow, TimeProvider Time);
