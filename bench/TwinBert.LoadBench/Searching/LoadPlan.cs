namespace TwinBert.LoadBench.Searching;

/// <summary>What is measured.</summary>
internal sealed record LoadPlan(Uri Engine, string Model, int Documents, TimeSpan Duration, int Window, TimeSpan OwnTime);
