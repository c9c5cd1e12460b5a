using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using Xunit;

namespace TwinBert.Model.Tests.Crossing;

public sealed class ResidualCrossingTests
{
    /// <summary>By hand: x = max(q, d) = (0.5, 1); W₁x + b₁ = 2; W₂·2 + b₂ + x = (2.5, −1); y = (2.5, 0); z = 2.5 − 0.5 = 2.</summary>
    [Fact]
    public void Cross_WeightsOfOneUnit_GivesTheNumberByHand()
    {
        var weights = new ResidualWeights
        {
            Inner1Weight = new float[] { 2, 1.5f },
            Inner1Bias = new float[] { -0.5f },
            Inner2Weight = new float[] { 1, -1 },
            Inner2Bias = new float[] { 0, 0 },
            OutputWeight = new float[] { 1, 7 },
            OutputBias = -0.5f,
        };

        Assert.Equal(Math.Tanh(1), Cross(weights, [0.5f, -1], [-127, 127])[0], 1e-6);
        Assert.Equal(Math.Tanh((0.5 + 1 - 0.25) / 2), Cross(weights with { Prior = new(1, -0.25f) }, [0, 1], [0, 127])[0], 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(61)]
    [InlineData(127)]
    public void Cross_AnyNumberOfDocuments_GivesEachItsOwn(int count)
    {
        var random = new Random(count);
        var weights = RandomHeads.Residual(random, 24, 17, Combiner.Concatenate, hasPrior: true);
        var query = RandomHeads.Floats(random, 24);
        var documents = Enumerable.Range(0, count).Select(_ => RandomHeads.Bytes(random, 24)).ToArray();

        var together = Cross(weights, query, documents);

        Assert.Equal(
            documents.Select(document => PlainHeads.Residual(weights, query, document)),
            together.Select(s => (double)s),
            (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Cross_ManyThreads_GivesTheSame()
    {
        var random = new Random(3);
        var crossing = new ResidualCrossing(32, RandomHeads.Residual(random, 32, 40, Combiner.Max, hasPrior: true));
        var queries = Enumerable.Range(0, 8).Select(_ => new QueryEmbedding(RandomHeads.Floats(random, 32))).ToArray();
        var documents = Enumerable.Range(0, 50).Select(_ => new DocumentEmbedding(RandomHeads.Bytes(random, 32))).ToArray();
        var alone = Array.ConvertAll(queries, query => Run(crossing, query, documents));

        var together = new float[400][];
        Parallel.For(0, together.Length, i => together[i] = Run(crossing, queries[i % queries.Length], documents));

        Assert.All(Enumerable.Range(0, together.Length), i => Assert.Equal(alone[i % queries.Length], together[i]));
    }

    [Theory]
    [InlineData(Combiner.Max)]
    [InlineData(Combiner.Concatenate)]
    public void Cross_ZeroVectors_GivesWhatTheBiasesSay(Combiner combiner)
    {
        var weights = RandomHeads.Residual(new(5), 8, 4, combiner, hasPrior: true);

        var similarity = Cross(weights, new float[8], new sbyte[8])[0];

        Assert.Equal(PlainHeads.Residual(weights, new float[8], new sbyte[8]), similarity, 1e-5);
    }

    [Fact]
    public void New_WeightsOfAnotherLength_Throws()
    {
        var weights = RandomHeads.Residual(new(5), 8, 4, Combiner.Max, hasPrior: false);

        Assert.Throws<ArgumentException>(() => new ResidualCrossing(7, weights));
        Assert.Throws<ArgumentException>(() => new ResidualCrossing(8, weights with { OutputWeight = new float[7] }));
        Assert.Throws<ArgumentException>(() => new ResidualCrossing(8, weights with { Inner1Weight = new float[31] }));
    }

    [Fact]
    public void Cross_DocumentOfAnotherLength_Throws()
    {
        var weights = RandomHeads.Residual(new(5), 8, 4, Combiner.Max, hasPrior: false);

        Assert.Throws<ArgumentException>(() => Cross(weights, new float[8], new sbyte[9]));
        Assert.Throws<ArgumentException>(() => Run(new(8, weights), new(new float[9]), []));
    }

    private static float[] Cross(ResidualWeights weights, float[] query, params sbyte[][] documents) =>
        Run(new(query.Length, weights), new(query), Array.ConvertAll(documents, document => new DocumentEmbedding(document)));

    private static float[] Run(ResidualCrossing crossing, QueryEmbedding query, DocumentEmbedding[] documents)
    {
        var similarities = new float[documents.Length];
        crossing.Cross(query, documents, similarities);
        return similarities;
    }
}
