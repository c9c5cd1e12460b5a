using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Indices;

public sealed class ServedIndicesTests
{
    private static readonly ServedModel Model = SidecarFixture.Model(new HashEncoder());
    private static readonly ServedModel Other = SidecarFixture.Model(new HashEncoder());
    private static readonly ServedIndices Table = new(
        new Dictionary<string, IndexOptions>
        {
            ["products*"] = new() { TextFields = ["title"] },
            ["products-old"] = new() { TextFields = ["name"], Window = 50 },
            ["articles"] = new() { TextFields = ["headline", "body"], QueryTextPaths = [] },
            ["papers"] = new() { TextFields = ["title"], Model = "models/papers" },
        },
        index => index.Model is null ? Model : Other);

    [Theory]
    [InlineData("products,products-2", "title")]
    [InlineData("products*", "title")]
    [InlineData("products,products-old", null)]
    [InlineData("products,orders", null)]
    [InlineData("products,articles", "title")]
    [InlineData("articles,products-2,-products-3", "headline")]
    [InlineData("articles,products-old", null)]
    [InlineData("products,papers", null)]
    [InlineData("*", null)]
    public void FindAll_Expression_NeedsSettingsThatDifferInTheTextFieldsAtMost(string expression, string? field) =>
        Assert.Equal(field, Table.FindAll(expression)?.TextFields[0]);

    [Fact]
    public void FindAll_PartsOfOtherTextFields_HasTheFieldsOfAll() =>
        Assert.Equal(["headline", "body", "title"], Table.FindAll("articles,products,products-2")!.TextFields);

    [Theory]
    [InlineData("products")]
    [InlineData("products,papers")]
    [InlineData("papers")]
    public void FindAll_IndicesOfTwoModels_AreNotSearchedAlike(string expression)
    {
        var expected = expression switch { "products" => Model, "papers" => Other, _ => null };
        Assert.Same(expected, Table.FindAll(expression)?.Model);
    }

    [Fact]
    public void FindTarget_OfAnExpression_IsNone()
    {
        Assert.NotNull(Table.FindTarget("products-2"));
        Assert.Null(Table.FindTarget("products,articles"));
        Assert.Null(Table.FindTarget("products*"));
    }
}
