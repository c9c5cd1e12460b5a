using System.Text.RegularExpressions;
using TwinBert.TestKit;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>The rows of <c>docs/search-support.md</c>: the first cell of each as a reader sees it, and where that lists reasons, each reason.</summary>
public static partial class SearchSupportTable
{
    private static readonly string[] Sections = ["Requests", "Query text", "What the score is made of", "Answers", "Reasons beside the search itself"];

    public static IReadOnlyList<string> Rows { get; } = [.. Read(File.ReadLines(RepositoryFolder.PathOf("docs", "search-support.md")))];

    private static IEnumerable<string> Read(IEnumerable<string> lines)
    {
        var isHead = true;
        var isProved = false;
        var listsReasons = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                isProved = Sections.Contains(line[3..]);
            }

            if (!isProved || !line.StartsWith('|'))
            {
                isHead = true;
                continue;
            }

            var cell = line.Split('|')[1].Trim();
            if (isHead)
            {
                listsReasons = cell.Contains("reason=", StringComparison.Ordinal);
                isHead = false;
            }
            else if (!cell.StartsWith("--", StringComparison.Ordinal))
            {
                foreach (var row in listsReasons ? Codes()
                    .Matches(cell)
                    .Select(match => match.Groups[1].Value) : [cell.Replace("`", "", StringComparison.Ordinal)])
                {
                    yield return row;
                }
            }
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Codes();
}
