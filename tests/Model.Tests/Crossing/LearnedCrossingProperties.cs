using FsCheck;
using FsCheck.Xunit;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using Xunit;

namespace TwinBert.Model.Tests.Crossing;

/// <summary>What holds for the learned heads, whatever their shape, weights and vectors.</summary>
public sealed class LearnedCrossingProperties
{
    [Property(MaxTest = 100)]
    public bool Residual_AnyShape_GivesWhatThePlainFormulaGives(byte dimensions, byte inner, bool concatenate, bool hasPrior, int seed)
    {
        var random = new Random(seed);
        var length = 1 + (dimensions % 140);
        var weights = RandomHeads.Residual(random, length, 1 + (inner % 70), concatenate ? Combiner.Concatenate : Combiner.Max, hasPrior);
        return Agrees(new ResidualCrossing(length, weights), random, (query, document) => PlainHeads.Residual(weights, query, document));
    }

    [Property(MaxTest = 100)]
    public bool QueryNet_AnyShape_GivesWhatThePlainFormulaGives(byte dimensions, byte units, bool hasPrior, int seed)
    {
        var random = new Random(seed);
        var length = 1 + (dimensions % 140);
        var weights = RandomHeads.QueryNet(random, length, 1 + (units % 16), hasPrior);
        return Agrees(new QueryNetCrossing(length, weights), random, (query, document) => PlainHeads.QueryNet(weights, query, document));
    }

    [Property(MaxTest = 100)]
    public bool Cross_AnyFiniteNumbers_StaysFiniteAndWithinOne(NormalFloat[] numbers, bool huge, int seed)
    {
        var random = new Random(seed);
        var query = numbers.Select(number => (float)Math.Clamp(number.Get, float.MinValue, float.MaxValue)).Append(huge ? float.MaxValue : 0).ToArray();
        DocumentEmbedding[] documents = [new(RandomHeads.Bytes(random, query.Length)), new(new sbyte[query.Length])];
        var spread = huge ? float.MaxValue : 1;
        ICrossingLayer[] layers =
        [
            new ResidualCrossing(
                query.Length,
                RandomHeads.Residual(random, query.Length, 3, Combiner.Max, true) with { Inner2Bias = RandomHeads.Floats(random, query.Length, spread) }),
            new ResidualCrossing(
                query.Length,
                RandomHeads.Residual(random, query.Length, 3, Combiner.Concatenate, true) with
                {
                    OutputWeight = RandomHeads.Floats(random, 2 * query.Length, spread),
                }),
            new QueryNetCrossing(query.Length, RandomHeads.QueryNet(random, query.Length, 3, true) with { GatesBias = RandomHeads.Floats(random, 3, spread) }),
        ];
        return layers.All(layer => Cross(layer, query, documents).All(similarity => similarity is >= -1 and <= 1));
    }

    /// <summary>Memory is rented: a thousand documents take no more of it than one, and a warm pool gives it back each time.</summary>
    [Fact]
    public void Cross_WarmPool_AllocatesNothing()
    {
        var random = new Random(1);
        DocumentEmbedding[] documents = [.. Enumerable.Range(0, 1000).Select(_ => new DocumentEmbedding(RandomHeads.Bytes(random, 32)))];
        var (query, similarities) = (new QueryEmbedding(RandomHeads.Floats(random, 32)), new float[documents.Length]);
        ICrossingLayer[] layers =
        [
            new CosineCrossing(32), new ResidualCrossing(32, RandomHeads.Residual(random, 32, 16, Combiner.Max, true)),
            new ResidualCrossing(
                32,
                RandomHeads.Residual(random, 32, 16, Combiner.Concatenate, true)), new QueryNetCrossing(32, RandomHeads.QueryNet(random, 32, 4, true)),
        ];
        foreach (var layer in layers)
        {
            // The least of several: a collection may empty the pool between two of them.
            Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(layer, query, documents, similarities)));
        }
    }

    private static long Allocated(ICrossingLayer layer, QueryEmbedding query, DocumentEmbedding[] documents, float[] similarities)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        layer.Cross(query, documents, similarities);
        return GC.GetAllocatedBytesForCurrentThread() - before;
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
