namespace TwinBert.Evaluation.Beir;

/// <summary>Reads the documents of a dataset.</summary>
public static class BeirCorpus
{
    /// <summary>The documents, in the file's order, read as they are asked for. Every pass reads the file anew.</summary>
    /// <param name="file">The corpus.</param>
    /// <exception cref="DatasetException">A line is malformed or an id occurs twice; thrown while the documents are read.</exception>
    public static IEnumerable<BeirDocument> Read(DatasetFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (number, line) in file.Lines())
        {
            var document = JsonLine.Document(file.Name, number, line);
            if (!ids.Add(document.Id))
            {
                throw new DatasetException($"{file.Name} line {number}: a second document has the id '{document.Id}'.");
            }

            yield return document;
        }
    }
}
