using TwinBert.Configuration;
using Xunit;

namespace TwinBert.Configuration.Tests;

public sealed class PatternTableTests
{
    private static readonly IndexOptions Products = new() { TextFields = ["title"] };
    private static readonly IndexOptions Old = new() { TextFields = ["name"], Window = 50 };
    private static readonly IndexOptions Articles = new() { TextFields = ["headline", "body"], QueryTextPaths = [] };
    private static readonly PatternTable<IndexOptions> Table = new(new Dictionary<string, IndexOptions>
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
}
