using TwinBert.Model.Weights;

namespace TwinBert.TestKit.Models;

/// <summary>
/// Weights of any encoder that are asked for, made up from their names: the same on every machine. Texts that share words get similar vectors, as with trained
/// weights.
/// </summary>
/// <param name="seed">Another one makes others up.</param>
public sealed class RandomWeights(int seed = 17) : IWeightSource
{
    private const double WordSpread = 1;
    private const double OtherSpread = 0.15;

    public IReadOnlyCollection<string> Names => [];

    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        var values = new float[shape.ToArray().Aggregate(1L, (product, length) => product * length)];
        if (name.EndsWith("LayerNorm.weight", StringComparison.Ordinal))
        {
            Array.Fill(values, 1);
            return values;
        }

        var random = new Random(name.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter)));
        var spread = name.Contains("word_embeddings", StringComparison.Ordinal) ? WordSpread : OtherSpread;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(spread * Normal(random));
        }

        return values;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
