using TwinBert.Model.Crossing;

namespace TwinBert.Model.Tests.Crossing;

/// <summary>Learned heads with made-up weights, and the embeddings to try them with.</summary>
internal static class RandomHeads
{
    public static ResidualWeights Residual(Random random, int dimensions, int inner, Combiner combiner, bool hasPrior)
    {
        var joined = combiner == Combiner.Max ? dimensions : 2 * dimensions;
        return new()
        {
            Inner1Weight = Floats(random, inner * joined, 0.2f),
            Inner1Bias = Floats(random, inner),
            Inner2Weight = Floats(random, inner * joined, 0.2f),
            Inner2Bias = Floats(random, joined),
            OutputWeight = Floats(random, joined, 0.2f),
            OutputBias = 0.1f,
            Prior = hasPrior ? new(3, -0.5f) : null,
        };
    }

    public static QueryNetWeights QueryNet(Random random, int dimensions, int units, bool hasPrior) => new()
    {
        UnitsWeight = Floats(random, units * dimensions * dimensions, 0.2f),
        UnitsBias = Floats(random, units * dimensions),
        OffsetsWeight = Floats(random, units * dimensions),
        OffsetsBias = Floats(random, units),
        GatesWeight = Floats(random, units * dimensions, 0.2f),
        GatesBias = Floats(random, units),
        BaseWeight = Floats(random, dimensions),
        BaseBias = -0.2f,
        Prior = hasPrior ? new(3, -0.5f) : null,
    };

    public static float[] Floats(Random random, int count, float spread = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => spread * (float)((2 * random.NextDouble()) - 1))];

    public static sbyte[] Bytes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
}
