using System.Runtime.CompilerServices;

namespace TwinBert.Evaluation.Beir;

/// <summary>
/// A dataset in BEIR layout: <c>corpus.jsonl</c>, <c>queries.jsonl</c> (each may be compressed, <c>.gz</c>) and <c>qrels/&lt;split&gt;.tsv</c>.
/// Queries and judgements are held in memory, documents are streamed.
/// </summary>
public sealed class BeirDataset : JudgedSet, IDocumentSource
{
    private readonly DatasetFiles _files;
    private readonly List<Judgement> _judgements;
    private readonly Dictionary<string, string> _texts;

    private BeirDataset(string name, string split, DatasetFiles files, List<Judgement> judgements, Dictionary<string, string> texts)
        : base(name, split, Judgement.Group(files.Judgements.Name, judgements, texts, Path.GetFileName(files.Queries.Name))) =>
        (_files, _judgements, _texts) = (files, judgements, texts);

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
        return new(name, split, files, JudgementReader.Read(files.Judgements), QueryTextReader.ReadJsonLines(files.Queries));
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

    /// <inheritdoc/>
    public async IAsyncEnumerable<BeirDocument> ReadAsync(IReadOnlySet<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var document in ReadCorpus().Where(document => ids.Contains(document.Id)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return document;
        }
    }
}
