using TwinBert.DevNode.Mappings;
using Xunit;

namespace TwinBert.DevNode.Tests.Mappings;

public sealed class IsoDateTests
{
    [Theory]
    [InlineData("2024", "2024-01-01T00:00:00.000Z")]
    [InlineData("2024-03", "2024-03-01T00:00:00.000Z")]
    [InlineData("2024-03-04", "2024-03-04T00:00:00.000Z")]
    [InlineData("2024-03-04T05", "2024-03-04T05:00:00.000Z")]
    [InlineData("2024-03-04T05:06:07", "2024-03-04T05:06:07.000Z")]
    [InlineData("2024-03-04T05:06:07.8Z", "2024-03-04T05:06:07.800Z")]
    [InlineData("2024-03-04T05:06:07.123456789Z", "2024-03-04T05:06:07.123Z")]
    [InlineData("2024-03-04T05:06:07+02:00", "2024-03-04T03:06:07.000Z")]
    [InlineData("2024-03-04T05:06:07-0130", "2024-03-04T06:36:07.000Z")]
    public void TryParse_IsoDate_Milliseconds(string text, string expected)
    {
        Assert.True(IsoDate.TryParse(text, roundUp: false, out var millis));
        Assert.Equal(expected, DateFormats.Of(DateFormats.Default).Print(millis));
    }

    [Theory]
    [InlineData("")]
    [InlineData("24-01-01")]
    [InlineData("2024-13-01")]
    [InlineData("2024-02-30")]
    [InlineData("2024-1-1")]
    [InlineData("2024-01-01 10:00:00")]
    [InlineData("yesterday")]
    public void TryParse_NoIsoDate_False(string text) => Assert.False(IsoDate.TryParse(text, roundUp: false, out _));

    [Fact]
    public void TryParse_RoundedUp_EndsTheDay()
    {
        Assert.True(IsoDate.TryParse("2024-02-15", roundUp: true, out var millis));
        Assert.Equal("2024-02-15T23:59:59.999Z", DateFormats.Of(DateFormats.Default).Print(millis));
    }
}
