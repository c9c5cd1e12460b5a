using System.Text.RegularExpressions;
using TwinBert.Docs.Tests.Markdown;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>Links and paths lead somewhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<Place, string> Links => [.. Documentation.Pages
        .SelectMany(page => page.Links)
        .Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !link.Target.StartsWith("mailto:", StringComparison.Ordinal))];

    public static TheoryData<Place, string> Paths => [.. Documentation.Pages
        .SelectMany(page => page.CodeSpans)
        .Where(span => RepositoryPath().IsMatch(span.Text))];

    [Theory]
    [MemberData(nameof(Links))]
    public void Link_Relative_LeadsToAFileAndAHeading(Place place, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
        var page = path.Length == 0
            ? place.File
            : Path.GetRelativePath(
                RepositoryFolder.Root,
                Path.Combine(RepositoryFolder.Root, Path.GetDirectoryName(place.File)!, Uri.UnescapeDataString(path))).Replace('\\', '/');

        Assert.True(Path.Exists(RepositoryFolder.PathOf(page)), $"{place}: '{target}' leads to no file.");
        Assert.True(
            anchor.Length == 0 || Documentation.Pages.Single(candidate => candidate.Name == page).Anchors.Contains(anchor),
            $"{place}: '{target}' leads to no heading.");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Path_InText_Exists(Place place, string path) =>
        Assert.True(Path.Exists(RepositoryFolder.PathOf(path.TrimEnd('/').Split('/'))), $"{place}: there is no '{path}'.");

    [GeneratedRegex(@"^(src|tests|docs|eng|samples|models|bench)/[A-Za-z0-9._/-]+$")]
    private static partial Regex RepositoryPath();
}
