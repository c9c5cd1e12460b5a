namespace TwinBert.Training.Queries;

/// <summary>Which queries are made.</summary>
/// <param name="Dataset">The dataset's folder.</param>
/// <param name="TextFields">Paths of the fields whose words stand in queries.</param>
/// <param name="Target">The folder to write.</param>
internal sealed record QueriesPlan(string Dataset, IReadOnlyList<string> TextFields, string Target)
{
    /// <summary>The split with queries that people typed.</summary>
    public string Split { get; init; } = "train";

    /// <summary>The name of the new split.</summary>
    public string Name { get; init; } = "made";

    /// <summary>The name of the split that has both.</summary>
    public string Both => $"{Split}+{Name}";

    /// <summary>Queries of a document, at most.</summary>
    public int PerDocument { get; init; } = 1;

    /// <summary>The different documents that a word must stand beside to be taken over into other queries.</summary>
    public int LeastDocuments { get; init; } = 5;

    /// <summary>Decides what is drawn.</summary>
    public int Seed { get; init; } = 1;
}
