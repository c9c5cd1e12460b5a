using TwinBert.Training.Queries;
using Xunit;

namespace TwinBert.Training.Tests.Queries;

public sealed class QueryTemplateTests
{
    private static readonly FieldValues Film = new("1", [[["the", "red", "boat"]], [["ann", "lee"], ["ann"]]]);
    private static readonly FieldValues Other = new("2", [[["night", "train"]], [["jo", "park"]]]);

    [Theory]
    [InlineData("Watch The Red Boat online", "watch night train online")]
    [InlineData("ann lee the red boat", "jo park night train")]
    [InlineData("the red boat: part 2", "night train part 2")]
    [InlineData("red boat ann", "red boat jo park")]
    public void Fill_AnotherDocument_TakesThePlaceOfTheFirst(string query, string expected) =>
        Assert.Equal(expected, QueryTemplate.Of(query, Film)!.Fill(Other, new Random(1)));

    [Fact]
    public void Of_NoValueInTheQuery_NoTemplate() => Assert.Null(QueryTemplate.Of("boats that are red", Film));

    [Fact]
    public void Fill_DocumentWithoutTheField_Nothing() =>
        Assert.Null(QueryTemplate.Of("ann lee films", Film)!.Fill(new("3", [[["alone"]], []]), new Random(1)));

    [Fact]
    public void Fill_SeveralValues_EachIsDrawnAtTimes()
    {
        var template = QueryTemplate.Of("ann lee films", Film)!;
        var several = new FieldValues("3", [[], [["a"], ["b"], ["c"]]]);

        Assert.Equal(
            ["a films", "b films", "c films"],
            Enumerable.Range(0, 50).Select(seed => template.Fill(several, new Random(seed))!).Distinct().Order(StringComparer.Ordinal));
    }
}
