using TwinBert.Sidecar.Resilience;

namespace TwinBert.Sidecar.Searching;

/// <summary>What a request has beside its content.</summary>
/// <param name="Verdict">The verdict to be given.</param>
/// <param name="Caller">Whose it is.</param>
/// <param name="Budget">The time for the sidecar's own work.</param>
/// <param name="Token">Ends with the request, so that nothing goes on that nobody waits for.</param>
internal sealed record SearchWork(VerdictRecorder Verdict, SearchCaller Caller, WorkBudget Budget, CancellationToken Token);
