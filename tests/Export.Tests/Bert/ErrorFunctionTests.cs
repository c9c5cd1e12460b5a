using TwinBert.Export.Bert;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

public sealed class ErrorFunctionTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(-1, -0.8427007929497149)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(3.9, 0.9999999652077514)]
    [InlineData(6, 1)]
    [InlineData(-40, -1)]
    public void Of_Number_GivesTheIntegral(double x, double expected) => Assert.Equal(expected, ErrorFunction.Of(x), 2e-8);
}
