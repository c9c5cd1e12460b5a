namespace TwinBert.Evaluation.Beir;

/// <summary>
/// A dataset in BEIR layout: <c>corpus.jsonl</c>, <c>queries.jsonl</c> (each may be compressed, <c>.gz</c>) and <c>qrels/&lt;split&gt;.tsv</c>.
/// Queries and judgements are held in memory, documents are streamed.
/// </summary>
public sealed class BeirDataset
{
    private readonly DatasetFiles _files;
    private readonly List<Judgement> _judgements;
    private readonly Dictionary<string, string> _texts;

    private BeirDataset(string name, string split, DatasetFiles files, List<Judgement> judgements)
    {
        (Name, Split, _files, _judgements) = (name, split, files, judgements);
        _texts = ReadQueries();
        Queries = Judged();
    }

    /// <summary>The name of the dataset's folder.</summary>
    public string Name { get; }

    /// <summary>The split that was read.</summary>
    public string Split { get; }

    /// <summary>The queries that have judgements in this split, in the order of the judgements.</summary>
    public IReadOnlyList<BeirQuery> Queries { get; }

    /// <summary>Finds the files and reads queries and judgements.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="split">The name of a file in <c>qrels</c>, without its ending.</param>
    /// <exception cref="DatasetException">Files are missing, a line is malformed, or a query is judged that is not there.</exception>
    public static BeirDataset Open(string folder, string split = "test")
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return Read(name, split, DatasetFiles.Find(folder, split));
    }

    /// <summary>Reads queries and judgements of files that may be anywhere.</summary>
    /// <param name="name">The dataset's name.</param>
    /// <param name="split">The split's name.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="DatasetException">A line is malformed, or a query is judged that is not there.</exception>
    public static BeirDataset Read(string name, string split, DatasetFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new(name, split, files, JudgementReader.Read(files.Judgements));
    }

    /// <summary>
    /// The documents, in the file's order, read as they are asked for. Every pass reads the file anew. After the last document, it is an error
    /// when a judged document did not come by.
    /// </summary>
    /// <exception cref="DatasetException">A line is malformed, an id occurs twice, or a judged document is missing.</exception>
    public IEnumerable<BeirDocument> ReadCorpus()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in BeirCorpus.Read(_files.Corpus))
        {
            ids.Add(document.Id);
            yield return document;
        }

        RequireDocuments(ids.Contains);
    }

    /// <summary>Whether there is such a query, judged in this split or not.</summary>
    /// <param name="id">The query's id.</param>
    public bool HasQuery(string id) => _texts.ContainsKey(id);

    /// <summary>Checks the judged documents against a corpus that has been read.</summary>
    /// <param name="isKnown">Whether the corpus has a document of this id.</param>
    /// <exception cref="DatasetException">A judged document is missing; the message names the first.</exception>
    public void RequireDocuments(Func<string, bool> isKnown)
    {
        if (_judgements.Find(judgement => !isKnown(judgement.Document)) is { } stray)
        {
            throw new DatasetException(
                $"{_files.Judgements.Name} line {stray.Line}: document '{stray.Document}' is judged, but is not in {Path.GetFileName(_files.Corpus.Name)}.");
        }
    }

    private List<BeirQuery> Judged()
    {
        var queries = new List<BeirQuery>();
        foreach (var group in _judgements.GroupBy(judgement => judgement.Query, StringComparer.Ordinal))
        {
            if (!_texts.TryGetValue(group.Key, out var text))
            {
                throw new DatasetException(
                    $"{_files.Judgements.Name} line {group.First().Line}: query '{group.Key}' is judged, but is not in "
                        + $"{Path.GetFileName(_files.Queries.Name)}.");
            }

            queries.Add(new(group.Key, text, group.ToDictionary(judgement => judgement.Document, judgement => judgement.Grade, StringComparer.Ordinal)));
        }

        return queries;
    }

    private Dictionary<string, string> ReadQueries()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, line) in _files.Queries.Lines())
        {
            var (id, text) = JsonLine.Query(_files.Queries.Name, number, line);
            if (!texts.TryAdd(id, text))
            {
                throw new DatasetException($"{_files.Queries.Name} line {number}: a second query has the id '{id}'.");
            }
        }

        return texts;
    }
}
