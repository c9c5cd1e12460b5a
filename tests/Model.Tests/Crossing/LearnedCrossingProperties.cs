using FsCheck;
using FsCheck.Xunit;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Model.Tests.Crossing;

/// <summary>What holds for the learned heads, whatever their shape, weights and vectors.</summary>
public sealed class LearnedCrossingProperties
{
    [Property(MaxTest = 300)]
    public bool Residual_AnyShape_GivesWhatThePlainFormulaGives(byte dimensions, byte inner, bool concatenate, bool hasPrior, int seed)
    {
        var random = new Random(seed);
        var length = 1 + (dimensions % 140);
        var weights = RandomHeads.Residual(random, length, 1 + (inner % 70), concatenate ? Combiner.Concatenate : Combiner.Max, hasPrior);
        return Agrees(new ResidualCrossing(length, weights), random, (query, document) => PlainHeads.Residual(weights, query, document));
    }

    [Property(MaxTest = 300)]
    public bool QueryNet_AnyShape_GivesWhatThePlainFormulaGives(byte dimensions, byte units, bool hasPrior, int seed)
    {
        var random = new Random(seed);
        var length = 1 + (dimensions % 140);
        var weights = RandomHeads.QueryNet(random, length, 1 + (units % 16), hasPrior);
        return Agrees(new QueryNetCrossing(length, weights), random, (query, document) => PlainHeads.QueryNet(weights, query, document));
    }

    [Property(MaxTest = 300)]
    public bool Cross_AnyFiniteNumbers_StaysFiniteAndWithinOne(NormalFloat[] numbers, bool huge, int seed)
    {
        var random = new Random(seed);
        var query = numbers.Select(number => (float)Math.Clamp(number.Get, float.MinValue, float.MaxValue)).Append(huge ? float.MaxValue : 0).ToArray();
        DocumentEmbedding[] documents = [new(RandomHeads.Bytes(random, query.Length)), new(new sbyte[query.Length])];
        var spread = huge ? float.MaxValue : 1;
        ICrossingLayer[] layers =
        [
            new ResidualCrossing(query.Length, RandomHeads.Residual(random, query.Length, 3, Combiner.Max, true) with { Inner2Bias = RandomHeads.Floats(random, query.Length, spread) }),
            new ResidualCrossing(query.Length, RandomHeads.Residual(random, query.Length, 3, Combiner.Concatenate, true) with { OutputWeight = RandomHeads.Floats(random, 2 * query.Length, spread) }),
            new QueryNetCrossing(query.Length, RandomHeads.QueryNet(random, query.Length, 3, true) with { GatesBias = RandomHeads.Floats(random, 3, spread) }),
        ];
        return layers.All(layer => Cross(layer, query, documents).All(similarity => similarity is >= -1 and <= 1));
    }

    private static bool Agrees(ICrossingLayer layer, Random random, Func<float[], sbyte[], double> plain)
    {
        var query = RandomHeads.Floats(random, layer.Dimensions);
        var documents = Enumerable.Range(0, 8).Select(_ => RandomHeads.Bytes(random, layer.Dimensions)).ToArray();
        var similarities = Cross(layer, query, Array.ConvertAll(documents, document => new DocumentEmbedding(document)));
        return documents.Zip(similarities).All(pair => Math.Abs(plain(query, pair.First) - pair.Second) < 1e-5);
    }

    private static float[] Cross(ICrossingLayer layer, float[] query, DocumentEmbedding[] documents)
    {
        var similarities = new float[documents.Length];
        layer.Cross(new(query), documents, similarities);
        return similarities;
    }
}
