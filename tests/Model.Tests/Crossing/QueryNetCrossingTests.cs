using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using Xunit;

namespace TwinBert.Model.Tests.Crossing;

public sealed class QueryNetCrossingTests
{
    /// <summary>
    /// By hand, for q = 0.5 and d = 1: u = 2·0.5 + 1 = 2, c = −0.5, h = 1.5; a second unit stays below zero; a = 0.5 + 0.5 = 1; b = 0.5; z = 2.
    /// </summary>
    [Fact]
    public void Cross_TwoUnitsOfOneComponent_GivesTheNumberByHand()
    {
        var weights = new QueryNetWeights
        {
            UnitsWeight = new float[] { 2, -4 },
            UnitsBias = new float[] { 1, 0 },
            OffsetsWeight = new float[] { -1, 0 },
            OffsetsBias = new float[] { 0, 0 },
            GatesWeight = new float[] { 1, 9 },
            GatesBias = new float[] { 0.5f, 9 },
            BaseWeight = new float[] { 1 },
            BaseBias = 0,
        };

        Assert.Equal(Math.Tanh(1), Cross(weights, [0.5f], [127])[0], 1e-6);
        Assert.Equal(Math.Tanh((2 + 3 - 1) / 2.0), Cross(weights with { Prior = new(3, -1) }, [0.5f], [127])[0], 1e-6);
    }

    [Fact]
    public void Cross_SeveralDocuments_GivesEachItsOwn()
    {
        var random = new Random(9);
        var weights = RandomHeads.QueryNet(random, 24, 5, hasPrior: true);
        var query = RandomHeads.Floats(random, 24);
        var documents = Enumerable.Range(0, 30).Select(_ => RandomHeads.Bytes(random, 24)).ToArray();

        var together = Cross(weights, query, documents);

        Assert.Equal(
            documents.Select(document => PlainHeads.QueryNet(weights, query, document)),
            together.Select(s => (double)s),
            (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Cross_ZeroVectors_GivesWhatTheBiasesSay()
    {
        var weights = RandomHeads.QueryNet(new(5), 8, 4, hasPrior: true);

        Assert.Equal(PlainHeads.QueryNet(weights, new float[8], new sbyte[8]), Cross(weights, new float[8], new sbyte[8])[0], 1e-5);
    }

    [Fact]
    public void New_WeightsOfAnotherLength_Throws()
    {
        var weights = RandomHeads.QueryNet(new(5), 8, 4, hasPrior: false);

        Assert.Throws<ArgumentException>(() => new QueryNetCrossing(7, weights));
        Assert.Throws<ArgumentException>(() => new QueryNetCrossing(8, weights with { GatesBias = new float[3] }));
    }

    private static float[] Cross(QueryNetWeights weights, float[] query, params sbyte[][] documents)
    {
        var similarities = new float[documents.Length];
        new QueryNetCrossing(query.Length, weights).Cross(new(query), [.. documents.Select(document => new DocumentEmbedding(document))], similarities);
        return similarities;
    }
}
