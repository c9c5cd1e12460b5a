using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>What the documentation says of speed is what was measured last.</summary>
public sealed class ReportedTableTests
{
    private const string Begin = "<!-- searches: written by bench/TwinBert.LoadBench -->";
    private const string End = "<!-- /searches -->";

    [Fact]
    public void Readme_TableOfSearches_IsThatOfTheResults() =>
        Assert.Equal(Table("bench", "results", "searches.md"), Table("README.md"));

    private static string Table(params string[] path)
    {
        var text = File.ReadAllText(RepositoryFolder.PathOf(path));
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.InRange(from, 0, to);
        return text[from..to];
    }
}
