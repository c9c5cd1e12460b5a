using TwinBert.Model.Crossing;

namespace TwinBert.Model.Tests.Crossing;

/// <summary>The formulas of the learned heads, term by term in doubles.</summary>
internal static class PlainHeads
{
    public static double Residual(ResidualWeights weights, float[] query, sbyte[] document)
    {
        var q = Array.ConvertAll(query, value => (double)value);
        var d = Array.ConvertAll(document, value => value / 127.0);
        double[] x = weights.Inner2Bias.Length == query.Length ? [.. q.Zip(d, Math.Max)] : [.. q, .. d];
        var h = Relu(Dense(weights.Inner1Weight, weights.Inner1Bias, x));
        var y = Relu([.. Dense(weights.Inner2Weight, weights.Inner2Bias, h).Zip(x, (a, b) => a + b)]);
        return Similarity(Dense(weights.OutputWeight, new[] { weights.OutputBias }, y)[0] + Prior(weights.Prior, q, d));
    }

    public static double QueryNet(QueryNetWeights weights, float[] query, sbyte[] document)
    {
        var q = Array.ConvertAll(query, value => (double)value);
        var d = Array.ConvertAll(document, value => value / 127.0);
        var units = Dense(weights.UnitsWeight, weights.UnitsBias, q).Chunk(d.Length).ToArray();
        var offsets = Dense(weights.OffsetsWeight, weights.OffsetsBias, q);
        var gates = Dense(weights.GatesWeight, weights.GatesBias, q);
        var logit = Dense(weights.BaseWeight, new[] { weights.BaseBias }, q)[0];
        for (var k = 0; k < gates.Length; k++)
        {
            logit += gates[k] * Math.Max(0, Dot(units[k], d) + offsets[k]);
        }

        return Similarity(logit + Prior(weights.Prior, q, d));
    }

    private static double Similarity(double logit) => (2 / (1 + Math.Exp(-logit))) - 1;

    private static double Prior(SimilarityPrior? prior, double[] q, double[] d) => prior is null ? 0
        : (prior.Value.Scale * (Norm(q) * Norm(d) > 0 ? Dot(q, d) / (Norm(q) * Norm(d)) : 0)) + prior.Value.Bias;

    private static double[] Dense(ReadOnlyMemory<float> matrix, ReadOnlyMemory<float> bias, double[] input) =>
        [.. matrix.ToArray().Chunk(input.Length).Zip(bias.ToArray(), (row, b) => Dot(Array.ConvertAll(row, value => (double)value), input) + b)];

    private static double[] Relu(double[] values) => Array.ConvertAll(values, value => Math.Max(0, value));

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Norm(double[] a) => Math.Sqrt(Dot(a, a));
}
