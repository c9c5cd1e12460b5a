using TwinBert.Configuration;
using Xunit;

namespace TwinBert.Configuration.Tests;

public sealed class IndexTableTests
{
    private static readonly IndexOptions Products = new() { TextFields = ["title"] };
    private static readonly IndexOptions Old = new() { TextFields = ["name"], Window = 50 };
    private static readonly IndexOptions Articles = new() { TextFields = ["headline", "body"], QueryTextPaths = [] };
    private static readonly IndexTable Table = new(new Dictionary<string, IndexOptions>
    {
        ["products*"] = Products,
        ["products-old"] = Old,
        ["articles"] = Articles,
    });

    [Theory]
    [InlineData("products", "title")]
    [InlineData("products-new", "title")]
    [InlineData("products-old", "name")]
    [InlineData("orders", null)]
    public void Find_Name_PrefersTheExactOne(string name, string? field) => Assert.Equal(field, Table.Find(name)?.TextFields[0]);

    [Theory]
    [InlineData("products,products-2", "title")]
    [InlineData("products*", "title")]
    [InlineData("products,products-old", null)]
    [InlineData("products,orders", null)]
    [InlineData("products,articles", "title")]
    [InlineData("articles,products-2,-products-3", "headline")]
    [InlineData("articles,products-old", null)]
    [InlineData("*", null)]
    public void FindAll_Expression_NeedsSettingsThatDifferInTheTextFieldsAtMost(string expression, string? field) =>
        Assert.Equal(field, Table.FindAll(expression)?.TextFields[0]);

    [Fact]
    public void FindAll_PartsOfOtherTextFields_HasTheFieldsOfAll() =>
        Assert.Equal(["headline", "body", "title"], Table.FindAll("articles,products,products-2")!.TextFields);
}
