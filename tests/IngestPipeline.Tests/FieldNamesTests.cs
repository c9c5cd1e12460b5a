using System.Text.Json;
using Xunit;

namespace TwinBert.IngestPipeline.Tests;

public sealed class FieldNamesTests
{
    private static readonly string[] Known = ["title", "name.en", "name.de", "metadata.brand", "description"];

    [Fact]
    public void OfMapping_FieldsObjectsAndAliases_AreThePathsOfValues()
    {
        var mappings = JsonElement.Parse("""
            {"properties":{
              "title":{"type":"text","fields":{"raw":{"type":"keyword"}}},
              "name":{"properties":{"en":{"type":"text"},"de":{"type":"text"}}},
              "reviews":{"type":"nested","properties":{"text":{"type":"text"}}},
              "heading":{"type":"alias","path":"title"},
              "any":{"type":"object"}}}
            """);

        Assert.Equal(["name.de", "name.en", "reviews.text", "title"], FieldNames.OfMapping(mappings).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OfDocument_DottedNestedAndLists_AreThePathsOfValues()
    {
        var source = JsonElement.Parse("""{"a":1,"b":{"c":["x"],"d":{}},"e.f":"y","g":[{"h":"z"}],"i":null}""");

        Assert.Equal(["a", "b.c", "e.f", "g.h"], FieldNames.OfDocument(source).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("title", true)]
    [InlineData("title[:3]", true)]
    [InlineData("name.*", true)]
    [InlineData("*.brand", true)]
    [InlineData("name", false)]
    [InlineData("titel", false)]
    [InlineData("name.en.x", false)]
    public void Reaches_APath_IsThatOfAField(string path, bool expected) => Assert.Equal(expected, FieldNames.Reaches(path, Known));

    [Theory]
    [InlineData("titel", "title")]
    [InlineData("Title", "title")]
    [InlineData("name", "name.de name.en name.*")]
    [InlineData("brand", "metadata.brand")]
    [InlineData("meta.brand", "metadata.brand")]
    [InlineData("price", "")]
    public void Nearest_APathOfNoField_NamesTheFieldsThatMayBeMeant(string path, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), FieldNames.Nearest(path, Known));
}
