using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.IngestPipeline;

namespace TwinBert.Training.Queries;

/// <summary>The short values of a document's text fields, as words: what people put into queries. Immutable.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Fields">For each text field its values, each as its words.</param>
internal sealed record FieldValues(string Id, IReadOnlyList<IReadOnlyList<string[]>> Fields)
{
    /// <summary>Longer values are prose, of which nobody types the whole.</summary>
    private const int MostWords = 6;

    /// <summary>Reads the documents of a dataset.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="textFields">Paths of the text fields.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="DatasetException">There is no corpus, or a line is malformed.</exception>
    public static List<FieldValues> Read(string folder, IReadOnlyList<string> textFields, CancellationToken cancellationToken)
    {
        var selector = new DocumentTextSelector(textFields);
        var all = new List<FieldValues>();
        foreach (var document in BeirCorpus.Read(DatasetFiles.FindCorpus(folder)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var json = JsonDocument.Parse(document.Json);
            all.Add(
                new(
                    document.Id,
                    [.. selector.Values(json.RootElement).Select(
                        values => (IReadOnlyList<string[]>)[.. values.Select(QueryWords.Of).Where(words => words.Length is > 0 and <= MostWords)])]));
        }

        return all;
    }
}
