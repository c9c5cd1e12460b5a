using TwinBert.Evaluation.Beir;

namespace TwinBert.Training.Queries;

/// <summary>
/// Makes queries for documents that nobody searched for, after the pattern of queries that people typed: their words stay, and the words of the
/// document that was relevant give way to those of another. Immutable and thread-safe.
/// </summary>
internal sealed class QueryMaker
{
    private const int Attempts = 20;
    private readonly QueryTemplate[] _templates;

    /// <summary>Learns the patterns.</summary>
    /// <param name="queries">Judged queries.</param>
    /// <param name="documents">The documents, by id.</param>
    /// <param name="leastDocuments">
    /// A word that is no slot must stand beside this many different documents: fewer, and it belongs to one of them rather than to the way people ask.
    /// </param>
    /// <exception cref="DatasetException">No query has a word of a document that is relevant for it.</exception>
    public QueryMaker(IEnumerable<BeirQuery> queries, IReadOnlyDictionary<string, FieldValues> documents, int leastDocuments)
    {
        var found = queries.Select(query => Template(query, documents)).OfType<(QueryTemplate Template, string Document)>().ToArray();
        var common = found.SelectMany(pair => pair.Template.Words.Distinct().Select(word => (word, pair.Document))).Distinct().CountBy(pair => pair.word)
            .Where(entry => entry.Value >= leastDocuments).Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        _templates = [.. found.Select(pair => pair.Template).Where(template => template.Words.All(common.Contains))];
        if (_templates.Length == 0)
        {
            throw new DatasetException(found.Length == 0
                ? "No query holds the words of a document that is relevant for it, so that there is no pattern to make others by. Name with --text-fields "
                    + "the fields that people search by."
                : $"Each of the {found.Length} queries that hold the words of a relevant document has other words that were typed for fewer than "
                    + $"{leastDocuments} documents. Give less with --least-documents.");
        }
    }

    /// <summary>How many patterns there are; those that occur more often count as often.</summary>
    public int Count => _templates.Length;

    /// <summary>Makes queries for a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="count">How many different ones; fewer where its values do not give as many.</param>
    /// <param name="seed">Decides what is drawn.</param>
    public IReadOnlyList<string> Make(FieldValues document, int count, int seed)
    {
        var random = new Random(seed);
        var made = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count * Attempts && made.Count < count; i++)
        {
            if (_templates[random.Next(_templates.Length)].Fill(document, random) is { } query)
            {
                made.Add(query);
            }
        }

        return [.. made];
    }

    /// <summary>By the relevant document that has most of the query.</summary>
    private static (QueryTemplate Template, string Document)? Template(BeirQuery query, IReadOnlyDictionary<string, FieldValues> documents) => query.Grades
        .Where(grade => grade.Value > 0 && documents.ContainsKey(grade.Key))
        .Select(grade => (Template: QueryTemplate.Of(query.Text, documents[grade.Key]), Document: grade.Key))
        .Where(pair => pair.Template is not null)
        .OrderBy(pair => pair.Template!.Words.Count()).ThenBy(pair => pair.Document, StringComparer.Ordinal)
        .Select(pair => ((QueryTemplate, string)?)(pair.Template!, pair.Document)).FirstOrDefault();
}
