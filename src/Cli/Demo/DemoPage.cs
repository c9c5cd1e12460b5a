namespace TwinBert.Cli.Demo;

/// <summary>What one search answered.</summary>
/// <param name="Hits">The hits in their order.</param>
/// <param name="Verdict">The verdict header; <see langword="null"/> from the engine itself.</param>
/// <param name="Milliseconds">The time from the request to the whole answer.</param>
internal sealed record DemoPage(IReadOnlyList<DemoHit> Hits, string? Verdict, double Milliseconds);
