using TwinBert.Terminal;

namespace TwinBert.Training.Reports;

/// <summary>What people wrote into a report, between two marks: it stays when the report is made again.</summary>
internal static class ReportNotes
{
    private const string Start = "<!-- notes:start -->";
    private const string End = "<!-- notes:end -->";

    /// <summary>The notes of a report with their marks; empty ones where there is no report yet.</summary>
    /// <param name="path">The report.</param>
    /// <exception cref="UnusableInputException">There is a file without marks, which writing would destroy.</exception>
    public static string Keep(string path)
    {
        if (!File.Exists(path))
        {
            return $"{Start}\n{End}";
        }

        var text = File.ReadAllText(path);
        var (start, end) = (text.IndexOf(Start, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        return start >= 0 && end > start
            ? text[start..(end + End.Length)].ReplaceLineEndings("\n")
            : throw new UnusableInputException(
                $"'{path}' has no notes between {Start} and {End}, so that it is no report of this command, or its marks are lost. Put them back, or give "
                    + "another --out.");
    }
}
