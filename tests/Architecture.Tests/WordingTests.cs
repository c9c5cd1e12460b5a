using System.Text.RegularExpressions;
using Xunit;

namespace TwinBert.Architecture.Tests;

/// <summary>Names that say nothing, and words of unfinished work.</summary>
public sealed partial class WordingTests
{
    [Fact]
    public void TypeNames_EmptyWords_AreAbsent() =>
        Assert.Empty(Matches(EmptyNames(), "src", "tests", "samples"));

    [Fact]
    public void Sources_UnfinishedWork_IsAbsent() =>
        Assert.Empty(Matches(Unfinished(), "src", "samples"));

    [Fact]
    public void Sources_SuppressedWarnings_SayWhy() =>
        Assert.Empty(Matches(BareSuppression(), "src", "samples"));

    private static IEnumerable<string> Matches(Regex pattern, params string[] folders) =>
        from file in Repository.SourceFiles(folders)
        let lines = Repository.Read(file).Split('\n')
        from index in Enumerable.Range(0, lines.Length)
        where pattern.IsMatch(lines[index])
        select $"{file}:{index + 1}: {lines[index].Trim()}";

    [GeneratedRegex(@"\b(class|record|struct|interface)\s+\w*(Helper|Manager|Utils|Util|Misc|Common)\b")]
    private static partial Regex EmptyNames();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"#pragma warning disable \w+\s*$")]
    private static partial Regex BareSuppression();
}
