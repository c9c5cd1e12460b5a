namespace TwinBert.Cli.Demo;

/// <summary>One hit of a search.</summary>
internal sealed record DemoHit(string Id, string Title, double Score);
