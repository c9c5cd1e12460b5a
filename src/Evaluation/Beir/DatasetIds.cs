namespace TwinBert.Evaluation.Beir;

/// <summary>The ids that a dataset knows.</summary>
/// <param name="Dataset">The dataset, which knows its queries, judged or not.</param>
/// <param name="Documents">All documents.</param>
/// <param name="Evaluated">The queries that are looked at.</param>
public sealed record DatasetIds(BeirDataset Dataset, HashSet<string> Documents, IReadOnlySet<string> Evaluated)
{
    /// <summary>Reads the corpus of a dataset for its ids.</summary>
    /// <param name="splits">The splits that are looked at; all of one dataset, at least one.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="DatasetException">A document's line is malformed, or a split judges a document that is missing.</exception>
    public static DatasetIds Read(IReadOnlyList<BeirDataset> splits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(splits);
        var documents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in splits[0].ReadCorpus())
        {
            cancellationToken.ThrowIfCancellationRequested();
            documents.Add(document.Id);
        }

        foreach (var split in splits)
        {
            split.RequireDocuments(documents.Contains);
        }

        return new(splits[0], documents, splits.SelectMany(split => split.Queries).Select(query => query.Id).ToHashSet(StringComparer.Ordinal));
    }
}
