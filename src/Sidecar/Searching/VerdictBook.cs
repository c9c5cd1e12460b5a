using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>Opens a verdict for each search. Thread-safe.</summary>
internal sealed class VerdictBook(RerankMetrics metrics, FailureLog failures, TimeProvider time)
{
    /// <summary>Opens the verdict of a search; until it is given, it says that the engine did not answer.</summary>
    public VerdictRecorder Open(HttpContext context) => new(context, metrics, failures, time);
}
