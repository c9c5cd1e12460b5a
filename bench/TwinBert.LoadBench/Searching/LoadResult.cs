namespace TwinBert.LoadBench.Searching;

/// <summary>What one way of searching took at one concurrency, in microseconds.</summary>
/// <param name="Way">The way.</param>
/// <param name="Concurrency">How many searched at once.</param>
/// <param name="Searches">How many searches there were.</param>
/// <param name="Median">The median.</param>
/// <param name="NinetyNinth">The 99th percentile.</param>
/// <param name="EnginesPages">How many of the searches that were to be reranked came with the engine's own page, by what was said of them;
/// <see langword="null"/> where none was to be.</param>
internal sealed record LoadResult(string Way, int Concurrency, long Searches, long Median, long NinetyNinth, IReadOnlyDictionary<string, int>? EnginesPages);
