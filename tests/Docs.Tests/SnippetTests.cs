using System.Text.RegularExpressions;
using TwinBert.Docs.Tests.Markdown;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>Every C# block is, word for word, a region of a file under samples/, which the build compiles.</summary>
public sealed partial class SnippetTests
{
    private static readonly HashSet<string> Regions = [.. Directory
        .EnumerateFiles(RepositoryFolder.PathOf("samples"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Region().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
        .Select(match => WithoutIndent(match.Groups["text"].Value))];

    public static TheoryData<Place, string> Blocks => [.. Documentation.Blocks("csharp").Select(block => (block.Place, block.Text))];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_CSharp_IsACompiledRegion(Place place, string text) =>
        Assert.True(Regions.Contains(text.TrimEnd()), $"{place}: this block is not word for word a #region of a file under samples/.");

    private static string WithoutIndent(string text)
    {
        var lines = text.TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indent..]));
    }

    [GeneratedRegex(@"^ *#region [^\n]*\n(?<text>.*?)^ *#endregion", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();
}
