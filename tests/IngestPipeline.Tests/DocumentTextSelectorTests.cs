using System.Text;
using Xunit;

namespace TwinBert.IngestPipeline.Tests;

public sealed class DocumentTextSelectorTests
{
    [Theory]
    [InlineData("""{"title":"Drill","brand":"Acme"}""", "Drill. Acme")]
    [InlineData("""{"brand":"Acme","title":"Drill"}""", "Drill. Acme")]
    [InlineData("""{"title":"Drill"}""", "Drill")]
    [InlineData("""{"title":" Drill ","brand":"  "}""", "Drill")]
    [InlineData("""{"title":null,"brand":"Acme"}""", "Acme")]
    [InlineData("""{"title":["Drill","Hammer"],"brand":"Acme"}""", "Drill, Hammer. Acme")]
    [InlineData("""{"title":[["Drill",null],["Hammer"]]}""", "Drill, Hammer")]
    [InlineData("""{"title":1e3,"brand":true}""", "1e3. true")]
    [InlineData("""{"title":false}""", "false")]
    [InlineData("""{"title":"Drill","metadata":{"genres":["a","b"]}}""", "Drill. a, b")]
    [InlineData("""{"title":"Drill","metadata.genres":["a","b"]}""", "Drill. a, b")]
    [InlineData("""{"metadata":[{"genres":"a"},{"genres":["b","c"]},{"other":1}]}""", "a, b, c")]
    [InlineData("""{"title":"Dr\u0069ll \"x\""}""", "Drill \"x\"")]
    [InlineData("""{"title":"a\ud800b"}""", "a\uFFFDb")]
    [InlineData("""{"title":"a\ud83d\ude80b"}""", "a\U0001F680b")]
    [InlineData("""{"n\ud800":1,"title":"Drill"}""", "Drill")]
    [InlineData("""{"title":"a\u0000b\uffff"}""", "a\0b\uFFFF")]
    [InlineData("\uFEFF{\"title\":\"\uFEFFDrill\"}", "\uFEFFDrill")]
    [InlineData("""{"title":"Drill"/* , "brand":"x" */ ,"brand":"A//B"}""", "Drill. A//B")]
    public void Select_SourceWithText_JoinsTheFields(string source, string expected) =>
        Assert.Equal(expected, Select(source));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"title":null}""")]
    [InlineData("""{"title":""}""")]
    [InlineData("""{"title":{"en":"Drill"}}""")]
    [InlineData("""{"title":[]}""")]
    [InlineData("""{"other":"x"}""")]
    [InlineData("""["title"]""")]
    [InlineData("""{"title":"Drill""")]
    [InlineData("")]
    public void Select_SourceWithoutText_IsNull(string source) => Assert.Null(Select(source));

    [Theory]
    [InlineData("""{"name":{"en":"Drill","de":"Bohrer"}}""", "Bohrer, Drill")]
    [InlineData("""{"name":{"de":"Bohrer","en":"Drill"}}""", "Bohrer, Drill")]
    [InlineData("""{"name.en":"Drill","name":{"de":["Bohrer","Bohrmaschine"]}}""", "Bohrer, Bohrmaschine, Drill")]
    [InlineData("""{"name":[{"en":"Drill"},{"en":"Saw","x":{"y":"deeper"}}]}""", "Drill, Saw")]
    [InlineData("""{"name":"Drill"}""", null)]
    [InlineData("""{"name":{}}""", null)]
    public void Select_AnyMember_TakesAllMembersOfTheObject(string source, string? expected) =>
        Assert.Equal(expected, new DocumentTextSelector(["name.*"]).Select(Encoding.UTF8.GetBytes(source)));

    [Theory]
    [InlineData("""{"name":{"en":"Drill"}}""", TextCoverage.Some)]
    [InlineData("""{"name.en":"Drill"}""", TextCoverage.Some)]
    [InlineData("""{"name":null}""", TextCoverage.Some)]
    [InlineData("""{"price":1}""", TextCoverage.None)]
    public void CoverageOf_AnyMember_IsNeverAll(string partial, TextCoverage expected) =>
        Assert.Equal(expected, new DocumentTextSelector(["name.*"]).CoverageOf(Encoding.UTF8.GetBytes(partial)));

    [Theory]
    [InlineData("EDA080", "\uFFFD")]
    [InlineData("EDA0BDEDBA80", "\U0001F680")]
    [InlineData("C181", "A")]
    [InlineData("F5808080", "\uFFFD")]
    public void Select_TextInUtf8OfTheEngines_IsRead(string bytes, string expected)
    {
        byte[] source = [.. "{\"title\":\"a"u8, .. Convert.FromHexString(bytes), .. "b\"}"u8];

        Assert.Equal($"a{expected}b", new DocumentTextSelector(["title"]).Select(source));
        Assert.True(new EmbeddingSplice(new("twinbert")).Accepts(source));
    }

    [Theory]
    [InlineData("title[:2]", "Drill, Hammer")]
    [InlineData("title[:9]", "Drill, Hammer, Saw")]
    [InlineData("title[:0]", null)]
    [InlineData("title[2]", null)]
    [InlineData("title[:]", null)]
    public void Select_FirstValuesOnly_LeavesOutTheRest(string field, string? expected) =>
        Assert.Equal(expected, new DocumentTextSelector([field]).Select("""{"title":["Drill","Hammer","Saw"]}"""u8.ToArray()));

    [Fact]
    public void CoverageOf_FirstValuesOnly_LooksAtTheField() =>
        Assert.Equal(TextCoverage.All, new DocumentTextSelector(["title[:1]"]).CoverageOf("""{"title":"x"}"""u8.ToArray()));

    [Fact]
    public void Select_DeepPath_FindsEveryWayOfWritingIt()
    {
        var selector = new DocumentTextSelector(["a.b.c"]);

        Assert.Equal("1, 2, 3, 4", selector.Select("""{"a":{"b":{"c":1},"b.c":2},"a.b":{"c":3},"a.b.c":4}"""u8.ToArray()));
    }

    [Fact]
    public void Select_DeeplyNestedDocument_IsRead()
    {
        var source = """{"title":"Drill","deep":""" + new string('[', 500) + new string(']', 500) + "}";

        Assert.Equal("Drill", Select(source));
    }

    [Theory]
    [InlineData("""{"price":1}""", TextCoverage.None)]
    [InlineData("""{"metadata":{"year":1}}""", TextCoverage.None)]
    [InlineData("""{"title":"x"}""", TextCoverage.Some)]
    [InlineData("""{"title":null}""", TextCoverage.Some)]
    [InlineData("""{"metadata":null}""", TextCoverage.Some)]
    [InlineData("""{"metadata":[{"year":1}]}""", TextCoverage.Some)]
    [InlineData("""{"metadata.genres":"x"}""", TextCoverage.Some)]
    [InlineData("""{"title":"x","brand":null,"metadata":{"genres":[]}}""", TextCoverage.All)]
    [InlineData("""[]""", TextCoverage.None)]
    [InlineData("""{""", TextCoverage.None)]
    public void CoverageOf_PartialDocument_SaysHowMuchOfTheTextItReplaces(string partial, TextCoverage expected) =>
        Assert.Equal(expected, Selector().CoverageOf(Encoding.UTF8.GetBytes(partial)));

    private static DocumentTextSelector Selector() => new(["title", "brand", "metadata.genres"]);

    private static string? Select(string source) => Selector().Select(Encoding.UTF8.GetBytes(source));
}
