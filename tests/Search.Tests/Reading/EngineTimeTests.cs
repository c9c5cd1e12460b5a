using TwinBert.Search.Reading;
using Xunit;

namespace TwinBert.Search.Tests.Reading;

public sealed class EngineTimeTests
{
    [Theory]
    [InlineData("500nanos", 0.0005)]
    [InlineData("250micros", 0.25)]
    [InlineData("50ms", 50)]
    [InlineData("2s", 2_000)]
    [InlineData("3m", 180_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData(" 50 ms ", 50)]
    [InlineData("50MS", 50)]
    [InlineData("999999999s", 999_999_999_000)]
    public void Read_Span_IsRead(string text, double milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), EngineTime.Read(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ms")]
    [InlineData("0")]
    [InlineData("0s")]
    [InlineData("-1")]
    [InlineData("-1ms")]
    [InlineData("1.5s")]
    [InlineData("1000")]
    [InlineData("1 parsec")]
    [InlineData("1w")]
    [InlineData("9999999999s")]
    [InlineData("999999999d")]
    [InlineData("+1s")]
    [InlineData("١s")]
    public void Read_NoSpanOrNoBound_IsNone(string? text) => Assert.Null(EngineTime.Read(text));
}
