using System.Text.Json;
using Xunit;

namespace TwinBert.Configuration.Tests;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData("query.match.title", "query", "a")]
    [InlineData("query.bool.must[1].match.title.query", "query", "c")]
    [InlineData("query.bool.must[*].match.title.query", "query", "b|c")]
    [InlineData("query.bool.must[2].match.title.query", "query", "")]
    [InlineData("query.bool.must.match", "query", "")]
    [InlineData("query[0]", "query", "")]
    [InlineData("query.match", "query", "")]
    [InlineData("query.grid[*][1]", "query", "e|g")]
    [InlineData(@"query.names.a\.b\[0\]\\", "query", "h")]
    [InlineData("query.names. ", "query", "i")]
    [InlineData("query.names.n", "query", "")]
    [InlineData("text", "text", "")]
    [InlineData(@"e\.x[0]", "e.x", "")]
    public void Strings_PathIntoAnObject_GivesWhatItLeadsTo(string path, string member, string expected)
    {
        using var value = JsonDocument.Parse("""
            {"match":{"title":"a"},"bool":{"must":[{"match":{"title":{"query":"b"}}},{"match":{"title":{"query":"c"}}}]},
             "grid":[["d","e"],["f","g"],"x",[7]],"names":{"a.b[0]\\":"h"," ":"i","n":7}}
            """);

        var parsed = JsonPath.TryParse(path);

        Assert.Equal((member, expected), (parsed?.Member, string.Join('|', parsed!.Strings(value.RootElement))));
    }

    [Fact]
    public void Strings_PathThatIsOneName_GivesTheValueItself()
    {
        using var value = JsonDocument.Parse("\"a\"");

        Assert.Equal(["a"], JsonPath.TryParse("text")!.Strings(value.RootElement));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("[0]")]
    [InlineData("a.[0]")]
    [InlineData("a[")]
    [InlineData("a[]")]
    [InlineData("a[-1]")]
    [InlineData("a[ 1]")]
    [InlineData("a[+1]")]
    [InlineData("a[99999999999]")]
    [InlineData("a[0]b")]
    [InlineData("a[:5]")]
    [InlineData("a]")]
    [InlineData("a\\")]
    public void TryParse_TextThatIsNoPath_GivesNone(string text) => Assert.Null(JsonPath.TryParse(text));
}
