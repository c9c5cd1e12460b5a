using Xunit;

namespace TwinBert.Architecture.Tests;

/// <summary>The direction of dependency within a project: no folder uses one that uses it.</summary>
public sealed class FolderTests
{
    [Fact]
    public void SourceProjects_Folders_AreFreeOfCycles() => Assert.All(ProjectFile.All("src"), project => Assert.Equal("", CycleOf(project)));

    [Theory]
    [InlineData("using TwinBert.Shop.Shoes;", "Shelf Next")]
    [InlineData("using Footwear = TwinBert.Shop.Shoes;", "Shelf Next")]
    [InlineData("", "TwinBert.Shop.Shoes.Shoe Shoe")]
    [InlineData("", "Shoes.Shoe Shoe")]
    [InlineData("", "string Shoe = Shoes.Shoe.Name")]
    public void FindCycle_FoldersThatUseEachOther_GivesTheWayRound(string use, string member)
    {
        var graph = Graph(
            $"{use} namespace TwinBert.Shop.Shelves; class Shelf {{ {member}; }}",
            "using TwinBert.Shop.Boxes; namespace TwinBert.Shop.Shoes; class Shoe;",
            "using TwinBert.Shop.Shelves; namespace TwinBert.Shop.Boxes; class Box;");

        Assert.Equal(["TwinBert.Shop.Boxes (2)", "TwinBert.Shop.Shelves (0)", "TwinBert.Shop.Shoes (1)"], graph.FindCycle().Order());
    }

    [Fact]
    public void FindCycle_FolderWithinOneThatUsesIt_NeedsNoUsing()
    {
        var graph = Graph(
            "using TwinBert.Shop.Shoes; namespace TwinBert.Shop; class Till;",
            "namespace TwinBert.Shop.Shoes; class Shoe { Till Paid; }");

        Assert.Equal(["TwinBert.Shop (0)", "TwinBert.Shop.Shoes (1)"], graph.FindCycle().Order());
    }

    [Fact]
    public void FindCycle_MembersThatAreCalledLikeFoldersAndTypes_AreNoUse() => Assert.Empty(Graph(
        "using TwinBert.Shop.Shoes; namespace TwinBert.Shop; class Till;",
        "namespace TwinBert.Shop.Shoes; class Shoe { string Till() => Shelves.Shoe ?? Till(); string Next => this.Till; }",
        "using TwinBert.Shop.Shoes; namespace TwinBert.Shop.Shelves; class Shelf;").FindCycle());

    private static FolderGraph Graph(params string[] sources) => new(sources.Select((text, number) => ($"{number}", text)));

    private static string CycleOf(ProjectFile project)
    {
        var sources = Repository.SourceFiles(Path.GetDirectoryName(project.Path)!).Select(file => (Path.GetFileName(file), Repository.Read(file)));
        return string.Join(" > ", new FolderGraph(sources).FindCycle());
    }
}
