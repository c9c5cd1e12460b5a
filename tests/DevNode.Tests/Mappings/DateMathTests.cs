using TwinBert.DevNode.Mappings;
using Xunit;

namespace TwinBert.DevNode.Tests.Mappings;

public sealed class DateMathTests
{
    private static readonly DateTimeOffset Now = new(2024, 5, 15, 13, 45, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("now", false, "2024-05-15T13:45:30.000Z")]
    [InlineData("now-1d", false, "2024-05-14T13:45:30.000Z")]
    [InlineData("now-1M/M", false, "2024-04-01T00:00:00.000Z")]
    [InlineData("now/d", true, "2024-05-15T23:59:59.999Z")]
    [InlineData("now/w", false, "2024-05-13T00:00:00.000Z")]
    [InlineData("now+2h/h", false, "2024-05-15T15:00:00.000Z")]
    [InlineData("2024-01-31||+1M", false, "2024-02-29T00:00:00.000Z")]
    [InlineData("2024-01-01||/y", true, "2024-12-31T23:59:59.999Z")]
    public void TryParse_Expression_Milliseconds(string text, bool roundUp, string expected)
    {
        var formats = DateFormats.Of(DateFormats.Default);
        Assert.True(DateMath.TryParse(text, formats, roundUp, Now, out var millis));
        Assert.Equal(expected, formats.Print(millis));
    }

    [Theory]
    [InlineData("now-")]
    [InlineData("now/2d")]
    [InlineData("now+1x")]
    [InlineData("sometime||+1d")]
    public void TryParse_Malformed_False(string text) => Assert.False(DateMath.TryParse(text, DateFormats.Of(DateFormats.Default), roundUp: false, Now, out _));
}
