namespace TwinBert.Cli.Load;

/// <summary>What became of the documents.</summary>
/// <param name="Indexed">How many the engine took.</param>
/// <param name="Failed">How many it refused.</param>
/// <param name="Errors">The first few refusals, one line each.</param>
internal sealed record LoadResult(int Indexed, int Failed, IReadOnlyList<string> Errors);
