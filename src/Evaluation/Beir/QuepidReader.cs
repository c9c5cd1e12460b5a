using System.Globalization;
using Microsoft.VisualBasic.FileIO;

namespace TwinBert.Evaluation.Beir;

/// <summary>
/// Reads the ratings that Quepid exports as CSV: a header with <c>query</c>, <c>docid</c> and <c>rating</c> among its columns, in any order, and a rating a
/// line. A query without a rating has a line of its own there, which says nothing. Queries have no ids: their texts stand for them, without blanks.
/// </summary>
internal static class QuepidReader
{
    private static readonly string[] Columns = ["query", "docid", "rating"];

    /// <summary>Whether a file's first line is the header of such an export.</summary>
    public static bool IsHeader(string line) => Places(line.Split(',')) is not null;

    /// <summary>Reads the ratings and the queries' texts, by the id that they are given.</summary>
    public static (List<Judgement> Judgements, Dictionary<string, string> Texts) Read(DatasetFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var judgements = JudgementReader.Collect(file.Name, Rows(file, ids));
        return (judgements, ids.ToDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal));
    }

    private static IEnumerable<Judgement> Rows(DatasetFile file, Dictionary<string, string> ids)
    {
        using var text = new StringReader(string.Join('\n', file.Lines().Select(line => line.Line)));
        using var csv = new TextFieldParser(text) { TextFieldType = FieldType.Delimited, Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        var places = Places(csv.ReadFields() ?? [])
            ?? throw new DatasetException($"{file.Name} line 1: expected the columns {string.Join(", ", Columns)}, as Quepid exports them.");
        while (!csv.EndOfData)
        {
            var line = (int)csv.LineNumber;
            var cells = Cells(csv, file.Name, line);
            if (Cell(cells, places[1]).Length == 0 && Cell(cells, places[2]).Length == 0)
            {
                continue;
            }

            yield return Row(file.Name, line, Array.ConvertAll(places, place => Cell(cells, place)), ids);
        }
    }

    private static Judgement Row(string name, int line, string[] cells, Dictionary<string, string> ids)
    {
        if (cells[0].Length == 0 || cells[1].Length == 0 || !double.TryParse(cells[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var rating)
            || rating != Math.Round(rating) || Math.Abs(rating) > int.MaxValue)
        {
            throw new DatasetException($"{name} line {line}: expected a query, a document's id and a whole number as rating.");
        }

        if (!ids.TryGetValue(cells[0], out var id))
        {
            ids.Add(cells[0], id = Id(cells[0], ids));
        }

        return new(id, cells[1], (int)rating, line);
    }

    // Without blanks, as lines of run files are divided by them.
    private static string Id(string text, Dictionary<string, string> ids)
    {
        var id = string.Join('_', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return ids.ContainsValue(id) ? string.Create(CultureInfo.InvariantCulture, $"{id}-{ids.Count + 1}") : id;
    }

    private static string[] Cells(TextFieldParser csv, string name, int line)
    {
        try
        {
            return csv.ReadFields() ?? [];
        }
        catch (MalformedLineException e)
        {
            throw new DatasetException($"{name} line {line}: not valid CSV: {e.Message}");
        }
    }

    private static string Cell(string[] cells, int place) => place < cells.Length ? cells[place].Trim() : "";

    private static int[]? Places(string[] header)
    {
        var names = Array.ConvertAll(header, cell => cell.Trim().Trim('\uFEFF', '"').ToLowerInvariant());
        var places = Array.ConvertAll(Columns, column => Array.IndexOf(names, column));
        return Array.TrueForAll(places, place => place >= 0) ? places : null;
    }
}
