namespace TwinBert.Evaluation.Beir;

/// <summary>Judged queries. Immutable.</summary>
/// <param name="name">What reports call the data.</param>
/// <param name="split">Which part of it this is.</param>
/// <param name="queries">The queries that have judgements.</param>
public class JudgedSet(string name, string split, IReadOnlyList<BeirQuery> queries)
{
    /// <summary>What reports call the data: the name of a dataset's folder, or of an index.</summary>
    public string Name { get; } = name;

    /// <summary>The part of it that was read.</summary>
    public string Split { get; } = split;

    /// <summary>The queries that have judgements, in the order of the judgements.</summary>
    public IReadOnlyList<BeirQuery> Queries { get; } = queries;

    /// <summary>The same queries under another name.</summary>
    /// <param name="other">The name.</param>
    public JudgedSet Named(string other) => new(other, Split, Queries);
}
