using TwinBert.Lexical.Scoring;
using Xunit;

namespace TwinBert.Lexical.Tests.Scoring;

public sealed class FieldLengthTests
{
    [Fact]
    public void Decode_LengthsUpToForty_Exact()
    {
        for (var length = 0; length <= 40; length++)
        {
            Assert.Equal(length, FieldLength.Decode(FieldLength.Encode(length)));
        }
    }

    [Theory]
    [InlineData(41, 40)]
    [InlineData(42, 42)]
    [InlineData(43, 42)]
    [InlineData(56, 56)]
    [InlineData(59, 56)]
    [InlineData(1000, 984)]
    public void Decode_LongerLengths_CutToFourSignificantBitsAboveTwentyFour(int length, int rounded) =>
        Assert.Equal(rounded, FieldLength.Decode(FieldLength.Encode(length)));

    [Fact]
    public void Encode_GrowingLengths_NeverShrinksAndFitsAByte()
    {
        var last = -1;
        foreach (var length in Enumerable.Range(0, 5000).Append(1 << 20).Append(int.MaxValue))
        {
            var encoded = FieldLength.Encode(length);
            Assert.True(encoded >= last);
            Assert.True(FieldLength.Decode(encoded) <= length);
            last = encoded;
        }
    }
}
