namespace TwinBert.LoadBench;

/// <summary>What is measured.</summary>
internal sealed record LoadPlan(Uri Engine, string Model, int Documents, TimeSpan Duration);
