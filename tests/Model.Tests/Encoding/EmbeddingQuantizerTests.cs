using TwinBert.Model.Encoding;
using Xunit;

namespace TwinBert.Model.Tests.Encoding;

public sealed class EmbeddingQuantizerTests
{
    [Fact]
    public void Quantize_Unit_MultipliesBy127AndCuts() =>
        Assert.Equal([127, -127, 64, 0, 127, -127], Quantize(QuantisationMode.Unit, 1, -1, 0.5f, 0.001f, 1.5f, -2));

    [Fact]
    public void Quantize_Max_MakesTheLargestComponent127() =>
        Assert.Equal([64, -127, 32, 0], Quantize(QuantisationMode.Max, 0.05f, -0.1f, 0.025f, 0));

    [Theory]
    [InlineData(QuantisationMode.Unit)]
    [InlineData(QuantisationMode.Max)]
    public void Quantize_Zeros_StaysZero(QuantisationMode mode) => Assert.Equal([0, 0, 0], Quantize(mode, 0, 0, 0));

    [Fact]
    public void Quantize_DenormalNumbers_BecomeZero() => Assert.Equal([0, 0], Quantize(QuantisationMode.Max, float.Epsilon, -float.Epsilon));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Quantize_ComponentThatIsNotFinite_Throws(float component) =>
        Assert.Throws<ArgumentException>(() => Quantize(QuantisationMode.Max, 1, component));

    [Fact]
    public void Quantize_Empty_IsEmpty() => Assert.Empty(Quantize(QuantisationMode.Max));

    private static sbyte[] Quantize(QuantisationMode mode, params float[] components) => new EmbeddingQuantizer(mode).Quantize(components).Values.ToArray();
}
