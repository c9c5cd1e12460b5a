namespace TwinBert.Evaluation.Beir;

/// <summary>Reads the texts of queries, by id.</summary>
internal static class QueryTextReader
{
    /// <summary>Lines of JSON, <c>{"_id": …, "text": …}</c>.</summary>
    public static Dictionary<string, string> ReadJsonLines(DatasetFile file) => Read(file, (number, line) => JsonLine.Query(file.Name, number, line));

    /// <summary>A query's id, a tab, its text: what TREC calls topics.</summary>
    public static Dictionary<string, string> ReadTable(DatasetFile file) => Read(
        file,
        (number, line) => line.Split('\t') is [{ Length: > 0 } id, { } text, ..] && !string.IsNullOrWhiteSpace(text)
            ? (id, text.Trim())
            : throw new DatasetException($"{file.Name} line {number}: expected 'query-id<TAB>text'."));

    private static Dictionary<string, string> Read(DatasetFile file, Func<int, string, (string Id, string Text)> read)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, line) in file.Lines())
        {
            var (id, text) = read(number, line);
            if (!texts.TryAdd(id, text))
            {
                throw new DatasetException($"{file.Name} line {number}: a second query has the id '{id}'.");
            }
        }

        return texts;
    }
}
