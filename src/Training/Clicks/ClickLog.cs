using System.Globalization;
using System.Text.Json;
using TwinBert.Evaluation.Beir;

namespace TwinBert.Training.Clicks;

/// <summary>
/// Reads impressions out of files (each may end in <c>.gz</c>). What a file is, is told from its first line: a table, separated by tabs, with a header;
/// lines of JSON with a page each; or documents of the indices of User Behavior Insights, with or without what an export puts around them.
/// </summary>
/// <param name="clickActions">The actions of User Behavior Insights that count as clicks.</param>
internal sealed class ClickLog(IReadOnlySet<string> clickActions)
{
    private static readonly string[] Columns = ["impression", "time", "query", "document", "position", "clicked"];

    /// <summary>Reads files. Queries and events of User Behavior Insights may be in different ones.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <exception cref="DatasetException">A file cannot be read, a line is malformed, or there is no impression.</exception>
    public IReadOnlyList<Impression> Read(IReadOnlyList<DatasetFile> files, CancellationToken cancellationToken)
    {
        var impressions = new List<Impression>();
        var insights = new BehaviorInsights(clickActions);
        foreach (var file in files)
        {
            var lines = file.Lines().Select(line =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return line;
            });
            if (file.Lines().Select(line => line.Line).FirstOrDefault()?.TrimStart() is ['{', ..])
            {
                impressions.AddRange(lines.Select(line => ReadJson(file.Name, line.Number, line.Line, insights)).OfType<Impression>());
            }
            else
            {
                impressions.AddRange(ReadTable(file.Name, lines));
            }
        }

        impressions.AddRange(insights.Impressions());
        return impressions.Count > 0
            ? impressions
            : throw new DatasetException($"There is no impression in {string.Join(", ", files.Select(file => file.Name))}.");
    }

    private static Impression? ReadJson(string file, int number, string line, BehaviorInsights insights)
    {
        using var json = JsonLine.Parse(file, number, line);
        var source = json.RootElement.TryGetProperty("_source", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : json.RootElement;
        try
        {
            return insights.TryAdd(source) ? null : Page(source);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DatasetException(
                $"{file} line {number}: expected {{\"query\": …, \"time\": …, \"shown\": [ids], \"clicked\": [ids]}}, or a document of ubi_queries or "
                    + $"ubi_events: {e.Message}");
        }
    }

    private static Impression Page(JsonElement page)
    {
        var clicked = page.TryGetProperty("clicked", out var list) ? list.EnumerateArray().Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
        var shown = page.GetProperty("shown").EnumerateArray().Select((entry, i) => entry.ValueKind == JsonValueKind.Object
            ? (Id: entry.GetProperty("id").GetString()!, Position: entry.GetProperty("position").GetInt32())
            : (Id: entry.GetString()!, Position: i + 1));
        return new(
            page.GetProperty("query").GetString()!,
            page.TryGetProperty("time", out var time) ? time.GetDateTimeOffset() : DateTimeOffset.MinValue,
            [.. shown.Select(document => new ShownDocument(document.Id, document.Position, clicked.Contains(document.Id)))]);
    }

    private static IEnumerable<Impression> ReadTable(string file, IEnumerable<(int Number, string Line)> lines)
    {
        int[]? places = null;
        var rows = new List<(string Impression, DateTimeOffset Time, string Query, ShownDocument Shown)>();
        foreach (var (number, line) in lines)
        {
            var cells = line.Split('\t');
            if (places is null)
            {
                places = Array.ConvertAll(Columns, column => Array.IndexOf(cells, column));
                if (places.AsSpan(2).Contains(-1))
                {
                    throw new DatasetException($"{file} line 1: expected a header with {string.Join(", ", Columns)}, separated by tabs; time may be absent.");
                }
            }
            else
            {
                rows.Add(Row(file, number, Array.ConvertAll(places, place => place >= 0 && place < cells.Length ? cells[place] : "")));
            }
        }

        return rows.GroupBy(row => row.Impression, StringComparer.Ordinal).Select(
            group => new Impression(group.First().Query, group.First().Time, [.. group.Select(row => row.Shown)]));
    }

    private static (string Impression, DateTimeOffset Time, string Query, ShownDocument Shown) Row(string file, int number, string[] cells)
    {
        var time = DateTimeOffset.MinValue;
        if (cells[2].Length == 0 || cells[3].Length == 0 || cells[5] is not ("0" or "1")
            || !int.TryParse(cells[4], NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position < 1
            || (cells[1].Length > 0 && !DateTimeOffset.TryParse(cells[1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)))
        {
            throw new DatasetException($"{file} line {number}: expected a query, a document, a position from 1, 0 or 1 for clicked, and a time of ISO 8601.");
        }

        return (cells[0], time, cells[2], new(cells[3], position, cells[5] == "1"));
    }
}
