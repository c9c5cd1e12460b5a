using System.Globalization;

namespace TwinBert.Evaluation.Beir;

/// <summary>Reads judgements: a query, a document and a grade a line.</summary>
internal static class JudgementReader
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>Reads <c>qrels/&lt;split&gt;.tsv</c>: query id, document id and grade, separated by tabs, below a header line.</summary>
    public static List<Judgement> Read(DatasetFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var lines = file.Lines().Where(line => line is not (1, _) || !line.Line.StartsWith("query-id\t", StringComparison.Ordinal));
        return Collect(file.Name, lines.Select(line => line.Line.Split('\t') is [var query, var document, var grade] && Grade(grade) is { } number
            ? new Judgement(query, document, number, line.Number)
            : throw new DatasetException($"{file.Name} line {line.Number}: expected 'query-id<TAB>corpus-id<TAB>grade' with a whole number as grade.")));
    }

    /// <summary>Reads judgements in TREC format: query id, a column that nobody looks at, document id and grade, separated by white space.</summary>
    public static List<Judgement> ReadTrec(DatasetFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Collect(file.Name, file.Lines().Select(line =>
            line.Line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries) is [var query, _, var document, var grade] && Grade(grade) is { } number
                ? new Judgement(query, document, number, line.Number)
                : throw new DatasetException($"{file.Name} line {line.Number}: expected 'query-id 0 document-id grade' with a whole number as grade.")));
    }

    /// <summary>Puts judgements together, each pair once.</summary>
    /// <param name="name">The file, for errors.</param>
    /// <param name="lines">What its lines say.</param>
    public static List<Judgement> Collect(string name, IEnumerable<Judgement> lines)
    {
        var judgements = new List<Judgement>();
        var seen = new HashSet<(string, string)>();
        foreach (var judgement in lines)
        {
            if (!seen.Add((judgement.Query, judgement.Document)))
            {
                throw new DatasetException($"{name} line {judgement.Line}: document '{judgement.Document}' is judged twice for query '{judgement.Query}'.");
            }

            judgements.Add(judgement);
        }

        return judgements.Count > 0 ? judgements : throw new DatasetException($"{name} holds no judgements.");
    }

    private static int? Grade(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade) ? grade : null;
}
