using TwinBert.Configuration;
using Xunit;

namespace TwinBert.Configuration.Tests;

public sealed class IndexTableTests
{
    private static readonly IndexOptions Products = new() { TextFields = ["title"] };
    private static readonly IndexOptions Old = new() { TextFields = ["name"] };
    private static readonly IndexTable Table = new(new Dictionary<string, IndexOptions> { ["products*"] = Products, ["products-old"] = Old });

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
    [InlineData("*", null)]
    public void FindAll_Expression_NeedsOneAndTheSameSettings(string expression, string? field) => Assert.Equal(field, Table.FindAll(expression)?.TextFields[0]);
}
