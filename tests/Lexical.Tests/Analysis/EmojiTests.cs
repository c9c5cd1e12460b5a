using TwinBert.Lexical.Analysis;
using Xunit;

namespace TwinBert.Lexical.Tests.Analysis;

public sealed class EmojiTests
{
    [Theory]
    [InlineData("\U0001F600x", 2)]
    [InlineData("\u2122 x", 1)]
    [InlineData("\u2764\uFE0F", 2)]
    [InlineData("\U0001F44D\U0001F3FDx", 4)]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467", 8)]
    [InlineData("\U0001F600\u200Dx", 3)]
    [InlineData("\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", 4)]
    [InlineData("#\uFE0F\u20E3", 3)]
    [InlineData("7\u20E3", 2)]
    public void LengthAt_Emoji_WholeSequence(string text, int length) => Assert.Equal(length, Emoji.LengthAt(text));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("7\uFE0F")]
    [InlineData("\u201Cquoted")]
    [InlineData("\U0001F1E9 x")]
    [InlineData("\uD83D")]
    public void LengthAt_OtherText_Zero(string text) => Assert.Equal(0, Emoji.LengthAt(text));
}
