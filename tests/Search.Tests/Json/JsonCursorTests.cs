using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Search.Json;
using Xunit;

namespace TwinBert.Search.Tests.Json;

public sealed class JsonCursorTests
{
    [Property(MaxTest = 300)]
    public Property SkipValue_AnyJson_StopsBehindIt() => Prop.ForAll(JsonGenerator.Value(4).ToArbitrary(), text =>
    {
        var json = JsonGenerator.Bytes(" " + text + " ,");
        var cursor = new JsonCursor(json);
        var span = cursor.SkipValue();
        return !cursor.IsMalformed && Encoding.UTF8.GetString(span.In(json)) == text && cursor.Peek() == ',';
    });

    [Property(MaxTest = 300)]
    public Property NextMember_AnyObject_GivesTheMembersOfAParser() => Prop.ForAll(JsonGenerator.Object(3).ToArbitrary(), text =>
    {
        var json = JsonGenerator.Bytes(text);
        var cursor = new JsonCursor(json);
        var members = new List<(string, string)>();
        cursor.TryEnter((byte)'{');
        while (cursor.NextMember(out var name))
        {
            members.Add((Encoding.UTF8.GetString(name.In(json)), Encoding.UTF8.GetString(cursor.SkipValue().In(json))));
        }

        using var document = JsonDocument.Parse(json);
        return cursor.IsAtEnd()
            && members.SequenceEqual(
                document.RootElement.EnumerateObject().Select(
                    member => (member.Name.Replace("é", "\\u00e9", StringComparison.Ordinal), member.Value.GetRawText())));
    });

    [Property(MaxTest = 300)]
    public Property SkipValue_TruncatedJson_IsMalformed() => Prop.ForAll(JsonGenerator.Object(3).ToArbitrary(), text =>
    {
        var json = JsonGenerator.Bytes(text);
        var cut = new JsonCursor(json.AsSpan(0, json.Length - 1));
        cut.SkipValue();
        return cut.IsMalformed;
    });

    [Theory]
    [InlineData("")]
    [InlineData("{]x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":{} /* c */}")]
    [InlineData("{\"a\":\"\\\"}")]
    public void NextMember_BrokenObject_IsMalformed(string text)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(text));
        cursor.TryEnter((byte)'{');
        while (cursor.NextMember(out _))
        {
            cursor.SkipValue();
        }

        Assert.False(cursor.IsAtEnd());
    }

    [Fact]
    public void SkipValue_HostileDepth_CostsNoStack()
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(new string('[', 1_000_000) + new string(']', 1_000_000)));

        cursor.SkipValue();

        Assert.True(cursor.IsAtEnd());
    }

    [Fact]
    public void SkipValue_CommentInDocument_IsNotGuessedAt()
    {
        var cursor = new JsonCursor("{\"a\":[1 /* ]} \" */]}"u8);

        cursor.SkipValue();

        Assert.True(cursor.IsMalformed);
    }
}
