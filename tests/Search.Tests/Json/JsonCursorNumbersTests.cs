using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Search.Json;
using Xunit;

namespace TwinBert.Search.Tests.Json;

public sealed class JsonCursorNumbersTests
{
    [Property(MaxTest = 1000)]
    public Property TryReadSignedBytes_AnyNumbersInAnyLayout_GivesThem()
    {
        var cases =
            from numbers in Gen.Choose(-128, 127).NonEmptyListOf()
            from before in JsonGenerator.Space
            from after in JsonGenerator.Space
            from rest in Gen.Elements("", "]", ",\"a\":[1,2,3,4]")
            select (
                Numbers: numbers,
                Text: "[" + string.Join(',', numbers.Select(n => before + n.ToString(CultureInfo.InvariantCulture) + after)) + "]" + rest,
                rest.Length);
        return Prop.ForAll(cases.ToArbitrary(), test =>
        {
            var json = Encoding.ASCII.GetBytes(test.Text);
            var numbers = new sbyte[test.Numbers.Count];
            var cursor = new JsonCursor(json);
            return cursor.TryReadSignedBytes(numbers)
                && numbers.Select(n => (int)n).SequenceEqual(test.Numbers)
                && cursor.Position == json.Length - test.Length;
        });
    }

    [Theory]
    [InlineData("128,1]       ")]
    [InlineData("-129,1]      ")]
    [InlineData("1000,1]      ")]
    [InlineData("1.0,1]       ")]
    [InlineData("1e1,1]       ")]
    [InlineData("--1,1]       ")]
    [InlineData("-,1]         ")]
    [InlineData(",1]          ")]
    [InlineData("1]           ")]
    [InlineData("1,2,3]       ")]
    [InlineData("1,2          ")]
    [InlineData("1;2]         ")]
    [InlineData("\"1\",2]     ")]
    [InlineData("null,2]      ")]
    [InlineData("999,1,2]     ")]
    [InlineData("1,2")]
    [InlineData("")]
    public void TryReadSignedBytes_AnythingElse_IsRefused(string text)
    {
        var cursor = new JsonCursor(Encoding.ASCII.GetBytes("[" + text));

        Assert.False(cursor.TryReadSignedBytes(new sbyte[2]));
    }
}
