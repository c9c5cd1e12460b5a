using System.Globalization;
using System.Text;
using FsCheck.Xunit;
using TwinBert.Search.Responses;
using Xunit;

namespace TwinBert.Search.Tests.Responses;

public sealed class ScoreTextTests
{
    [Theory]
    [InlineData(0f, "0.0")]
    [InlineData(1f, "1.0")]
    [InlineData(0.19856803f, "0.19856803")]
    [InlineData(12.5f, "12.5")]
    [InlineData(0.001f, "0.001")]
    [InlineData(0.00012f, "1.2E-4")]
    [InlineData(1e-5f, "1.0E-5")]
    [InlineData(9999999f, "9999999.0")]
    [InlineData(1e7f, "1.0E7")]
    [InlineData(12345678f, "1.2345678E7")]
    [InlineData(100200300f, "1.002003E8")]
    [InlineData(float.MaxValue, "3.4028235E38")]
    [InlineData(float.Epsilon, "1.0E-45")]
    [InlineData(-1.5f, "-1.5")]
    [InlineData(-0.00025f, "-2.5E-4")]
    public void Format_Score_IsSpelledAsEnginesDo(float score, string text) => Assert.Equal(text, Format(score));

    [Property(MaxTest = 2000)]
    public bool Format_AnyScore_ReadsBackAsTheSame(float score) =>
        !float.IsFinite(score) || float.Parse(Format(score), CultureInfo.InvariantCulture) == score;

    [Property(MaxTest = 2000)]
    public bool Format_AnyBits_ReadsBackAsTheSame(int bits)
    {
        var score = BitConverter.Int32BitsToSingle(bits);
        return !float.IsFinite(score) || float.Parse(Format(score), CultureInfo.InvariantCulture) == score;
    }

    private static string Format(float score)
    {
        var text = new byte[32];
        return Encoding.ASCII.GetString(text, 0, ScoreText.Format(score, text));
    }
}
