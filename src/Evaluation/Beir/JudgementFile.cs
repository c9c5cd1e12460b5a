namespace TwinBert.Evaluation.Beir;

/// <summary>
/// Reads judgements that have no corpus beside them: for a search that exists. The format is told from the file's first line: ratings of Quepid (CSV with
/// <c>query</c>, <c>docid</c>, <c>rating</c>), BEIR (<c>query-id</c>, <c>corpus-id</c>, <c>score</c>), and else TREC (<c>query 0 document grade</c>).
/// </summary>
public static class JudgementFile
{
    /// <summary>Reads judgements and the texts of their queries.</summary>
    /// <param name="judgements">The judgements.</param>
    /// <param name="queries">
    /// The queries' texts: JSON lines with <c>_id</c> and <c>text</c>, or lines of an id, a tab and a text. <see langword="null"/> for Quepid, whose
    /// ratings have the texts.
    /// </param>
    /// <param name="split">What reports call this part of the data.</param>
    /// <exception cref="DatasetException">A file is missing or malformed, or a query is judged that has no text.</exception>
    public static JudgedSet Read(DatasetFile judgements, DatasetFile? queries, string split)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        var first = judgements.Lines().Select(line => line.Line).FirstOrDefault() ?? throw new DatasetException($"{judgements.Name} holds no judgements.");
        if (QuepidReader.IsHeader(first))
        {
            var (rows, texts) = QuepidReader.Read(judgements);
            return Set(rows, texts, judgements.Name);
        }

        var file = queries ?? throw new DatasetException($"{judgements.Name} has ids of queries, and no texts. Name the file that has them with --queries.");
        var isBeir = first.StartsWith("query-id\t", StringComparison.Ordinal) || first.Split('\t').Length == 3;
        return Set(isBeir ? JudgementReader.Read(judgements) : JudgementReader.ReadTrec(judgements), Texts(file), Path.GetFileName(file.Name));

        JudgedSet Set(List<Judgement> rows, Dictionary<string, string> texts, string source) =>
            new(Path.GetFileNameWithoutExtension(judgements.Name), split, Judgement.Group(judgements.Name, rows, texts, source));
    }

    private static Dictionary<string, string> Texts(DatasetFile file) =>
        file.Lines().Select(line => line.Line).FirstOrDefault() is { } first && first.AsSpan().TrimStart() is ['{', ..]
            ? QueryTextReader.ReadJsonLines(file)
            : QueryTextReader.ReadTable(file);
}
