using System.Collections.Immutable;
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
        index => index.Model is null ? Model : Other,
        new());

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
    public void FindAll_EntriesWithTwoModels_AreRankedByTheNextOneWhenAllOfThemAre()
    {
        var serving = new ServingFields();
        var options = new IndexOptions { TextFields = ["title"], HiddenEmbeddingFields = ["old"], Next = new() { Model = "next", EmbeddingField = "v2" } };
        var table = new ServedIndices(
            new Dictionary<string, IndexOptions> { ["shop"] = options, ["store"] = options with { TextFields = ["name"] } },
            index => index.Model is null ? Model : Other,
            serving);

        Assert.Same(Model, table.FindAll("shop")!.Model);
        Assert.Equal(["twinbert", "v2", "old"], table.FieldsOf("shop,store").Select(field => field.Name));
        serving.Replace(ImmutableDictionary<string, string>.Empty.Add("shop", "v2"));
        Assert.Same(Other, table.FindAll("shop")!.Model);
        Assert.Same(Other, table.FindTarget("shop")!.Model);
        Assert.Same(Model, table.FindTarget("shop")!.Standby!.Model);
        Assert.Same(Model, table.FindAll("shop,store")!.Model);
        serving.Replace(ImmutableDictionary<string, string>.Empty.Add("shop", "v2").Add("store", "v2"));
        Assert.Equal((Other, 2), (table.FindAll("shop,store")!.Model, table.FindAll("shop,store")!.TextFields.Count));
        Assert.Equal(["v2", "twinbert", "old"], table.FieldsOf("shop,store").Select(field => field.Name));
        serving.Replace(ImmutableDictionary<string, string>.Empty.Add("shop", "v1"));
        Assert.Same(Model, table.FindAll("shop")!.Model);
    }

    [Fact]
    public void FindTarget_OfAnExpression_IsNone()
    {
        Assert.NotNull(Table.FindTarget("products-2"));
        Assert.Null(Table.FindTarget("products,articles"));
        Assert.Null(Table.FindTarget("products*"));
    }
}
