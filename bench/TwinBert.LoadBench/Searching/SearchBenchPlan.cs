namespace TwinBert.LoadBench.Searching;

/// <summary>What is measured.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Model">The model package's folder.</param>
/// <param name="Documents">The sizes of the indices, one after the other.</param>
/// <param name="Duration">How long each concurrency of each index is measured.</param>
/// <param name="CrossEncoders">Graphs that serve as the cross-encoder of the engine's own reranker.</param>
/// <param name="Keep">Whether the indices are left for another run, which then takes them as they are.</param>
internal sealed record SearchBenchPlan(
    Uri Engine, string Model, IReadOnlyList<int> Documents, TimeSpan Duration, IReadOnlyList<string> CrossEncoders, bool Keep)
{
    /// <summary>The index of a size.</summary>
    public static string IndexOf(int documents) => $"{Servers.ServeCommand.SearchedPrefix}-{documents}";
}
