namespace TwinBert.LoadBench.Searching;

/// <summary>What one way of searching took at one concurrency, in microseconds.</summary>
internal sealed record LoadResult(string Way, int Concurrency, long Searches, long Median, long NinetyNinth);
