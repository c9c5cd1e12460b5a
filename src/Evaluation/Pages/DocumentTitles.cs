using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Explaining;
using TwinBert.IngestPipeline;

namespace TwinBert.Evaluation.Pages;

/// <summary>What to call the documents of a page.</summary>
public static class DocumentTitles
{
    private const int MaxLength = 110;

    /// <summary>Reads what is shown: the first text field of each document, or the next one that it has; cut where it is long.</summary>
    /// <param name="documents">Where documents are read.</param>
    /// <param name="queries">What is shown.</param>
    /// <param name="textFields">Paths of the fields that make a document's text.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="DatasetException">A document's line is malformed, or a judged document is missing.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        IDocumentSource documents, IEnumerable<QueryExplanation> queries, IReadOnlyList<string> textFields, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(textFields);
        var ids = queries.SelectMany(query => query.EnginePage.Concat(query.Page)).Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        var selectors = textFields.Select(field => new DocumentTextSelector([field])).ToArray();
        if (ids.Count == 0)
        {
            return titles;
        }

        await foreach (var document in documents.ReadAsync(ids, cancellationToken).ConfigureAwait(false))
        {
            if (selectors.Select(selector => selector.Select(document.Json)).FirstOrDefault(text => text is not null) is { } title)
            {
                titles[document.Id] = Cut(title);
            }
        }

        return titles;
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return text[..end] + "…";
    }
}
