namespace TwinBert.Fuzzing.Targets;

/// <summary>What can be fuzzed: readers of bytes that clients and engines send. A target throws where it finds something wrong, and only there.</summary>
public static class FuzzTargets
{
    /// <summary>The targets, by the name of their folder in the corpus.</summary>
    public static IReadOnlyDictionary<string, Action<ReadOnlyMemory<byte>>> ByName { get; } =
        new Dictionary<string, Action<ReadOnlyMemory<byte>>>(StringComparer.Ordinal)
    {
        ["search-request"] = SearchRequestTarget.Run,
        ["search-response"] = SearchResponseTarget.Run,
        ["search-pipeline"] = SearchPipelineTarget.Run,
        ["document-read"] = DocumentReadTarget.Run,
        ["multi-search"] = MultiSearchTarget.Run,
        ["bulk"] = BulkTarget.Run,
    };
}
