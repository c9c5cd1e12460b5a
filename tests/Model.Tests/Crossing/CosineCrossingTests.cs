using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using Xunit;

namespace TwinBert.Model.Tests.Crossing;

public sealed class CosineCrossingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(131)]
    [InlineData(384)]
    [InlineData(1024)]
    public void Cross_RandomVectors_GivesTheCosine(int dimensions)
    {
        var random = new Random(dimensions);
        var query = Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var documents = Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, dimensions).Select(_ => (sbyte)random.Next(-127, 128)).ToArray()).ToList();

        var similarities = Cross(query, [.. documents]);

        Assert.All(documents.Zip(similarities), pair => Assert.Equal(Cosine(query, pair.First), pair.Second, 1e-5));
    }

    [Fact]
    public void Cross_SameAndOppositeDirection_GivesOneAndMinusOne()
    {
        var similarities = Cross([0.5f, 0.25f], [64, 32], [-64, -32]);

        Assert.Equal(1, similarities[0], 1e-6);
        Assert.Equal(-1, similarities[1], 1e-6);
        Assert.All(similarities, similarity => Assert.InRange(similarity, -1, 1));
    }

    [Fact]
    public void Cross_ZeroDocument_GivesZero() => Assert.Equal([0f], Cross([1, 1], [0, 0]));

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    public void Cross_QueryWithoutADirection_GivesZero(float component) => Assert.Equal([0f], Cross([component, component], [127, 1]));

    [Fact]
    public void Cross_DocumentOfAnotherLength_Throws() => Assert.Throws<ArgumentException>(() => Cross([1, 1], [1, 2, 3]));

    [Fact]
    public void Cross_QueryOfAnotherLength_Throws() =>
        Assert.Throws<ArgumentException>(() => new CosineCrossing(3).Cross(new(new float[2]), [], []));

    [Fact]
    public void Cross_TooLittleRoom_Throws() =>
        Assert.Throws<ArgumentException>(() => new CosineCrossing(1).Cross(new(new float[1]), [new(new sbyte[1])], []));

    private static float[] Cross(float[] query, params sbyte[][] documents)
    {
        var similarities = new float[documents.Length];
        new CosineCrossing(query.Length).Cross(new(query), [.. documents.Select(document => new DocumentEmbedding(document))], similarities);
        return similarities;
    }

    private static double Cosine(float[] query, sbyte[] document)
    {
        var dot = query.Zip(document, (q, d) => (double)q * d).Sum();
        return dot / Math.Sqrt(query.Sum(q => (double)q * q) * document.Sum(d => (double)d * d));
    }
}
