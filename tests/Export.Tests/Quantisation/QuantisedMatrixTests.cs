using TwinBert.Export.Quantisation;
using Xunit;

namespace TwinBert.Export.Tests.Quantisation;

public sealed class QuantisedMatrixTests
{
    private static readonly float[] Matrix = [1, -10, 0, 0.6f, 6, 0];

    [Fact]
    public void ByColumn_ThreeColumns_ScalesEachByItsLargest()
    {
        var quantised = QuantisedMatrix.ByColumn(Matrix, 3, 63);

        Assert.Equal([63, -63, 0, 38, 38, 0], quantised.Values);
        Assert.Equal([1f / 63, 10f / 63, 1], quantised.Scales);
    }

    [Fact]
    public void ByRow_TwoRows_ScalesEachByItsLargest()
    {
        var quantised = QuantisedMatrix.ByRow(Matrix, 2, 127);

        Assert.Equal([13, -127, 0, 13, 127, 0], quantised.Values);
        Assert.Equal([10f / 127, 6f / 127], quantised.Scales);
    }
}
