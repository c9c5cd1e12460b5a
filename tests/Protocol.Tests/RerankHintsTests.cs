using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Protocol.Tests;

public sealed class RerankHintsTests
{
    [Fact]
    public void ToHeaders_NothingAskedFor_IsEmpty() => Assert.Empty(new RerankHints().ToHeaders());

    [Fact]
    public void ToHeaders_EverythingAskedFor_HasAHeaderForEach() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["X-TwinBert"] = "off",
            ["X-TwinBert-Window"] = "10000",
            ["X-TwinBert-Plan"] = "wrap",
            ["X-TwinBert-Weight"] = "2.5",
            ["X-TwinBert-Query"] = "caf%C3%A9%0D%0AX-Evil%3A%201",
        },
        new RerankHints { Off = true, Window = 10_000, QueryText = "café\r\nX-Evil: 1", Plan = "wrap", Weight = 2.5 }.ToHeaders());

    [Theory]
    [InlineData("")]
    [InlineData("Auto")]
    [InlineData("wrap\r\nX-Evil: 1")]
    public void ToHeaders_NoPlan_Throws(string plan) => Assert.Throws<ArgumentOutOfRangeException>(() => new RerankHints { Plan = plan }.ToHeaders());

    [Theory]
    [InlineData(-0.1)]
    [InlineData(20.1)]
    [InlineData(double.NaN)]
    public void ToHeaders_WeightOutOfRange_Throws(double weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RerankHints { Weight = weight }.ToHeaders());

    [Theory]
    [InlineData(0, "0")]
    [InlineData(20, "20")]
    [InlineData(1e-7, "0.0000001")]
    public void ToHeaders_AnyWeight_IsWrittenWithoutAnExponent(double weight, string text) =>
        Assert.Equal(new("X-TwinBert-Weight", text), Assert.Single(new RerankHints { Weight = weight }.ToHeaders()));

    [Fact]
    public void ToHeaders_AnyQueryText_ComesBackWhenUnescaped()
    {
        const string Text = "日本語 100% \"wool\" +plus; ümlaut 🧶";

        var (_, value) = Assert.Single(new RerankHints { QueryText = Text }.ToHeaders());

        Assert.All(value, letter => Assert.InRange(letter, '!', '~'));
        Assert.Equal(Text, Uri.UnescapeDataString(value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void ToHeaders_WindowOutOfRange_Throws(int window) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RerankHints { Window = window }.ToHeaders());

    [Theory]
    [InlineData("reranked; window=abc; ms=fast; future=1; =; ;", null, null)]
    [InlineData("reranked;window=7;ms=1.5", 7, 1.5)]
    [InlineData("  reranked ;  window = 7 ; ms= 1e1 ", 7, 10.0)]
    public void TryParse_OddButReadable_KeepsWhatItUnderstands(string text, int? window, double? milliseconds)
    {
        Assert.True(RerankVerdict.TryParse(text, out var verdict));
        Assert.Equal(new() { Status = RerankStatus.Reranked, Window = window, Milliseconds = milliseconds }, verdict);
    }
}
