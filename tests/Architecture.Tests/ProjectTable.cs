using System.Text.RegularExpressions;

namespace TwinBert.Architecture.Tests;

/// <summary>The table of docs/architecture.md: which project uses which.</summary>
internal static partial class ProjectTable
{
    public static IReadOnlyDictionary<string, string[]> Read() => Row().Matches(Repository.Read("docs/architecture.md")).ToDictionary(
        row => row.Groups["project"].Value,
        row => row.Groups["uses"].Value is "–" ? [] : row.Groups["uses"].Value.Split(", "));

    [GeneratedRegex(@"^\| `src/(?<project>[\w.]+)` \| .* \| (?<uses>[\w., –]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
