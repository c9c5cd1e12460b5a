using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Tests.Torch;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Heads;

public sealed class CrossingHeadTests
{
    private const int Dimensions = 24;
    private const int Documents = 13;

    public static TheoryData<int, int, bool> Shapes => new()
    {
        { (int)HeadKind.Cosine, 0, true },
        { (int)HeadKind.Residual, (int)Combiner.Max, true },
        { (int)HeadKind.Residual, (int)Combiner.Concatenate, true },
        { (int)HeadKind.Residual, (int)Combiner.Max, false },
        { (int)HeadKind.QueryNet, 0, true },
        { (int)HeadKind.QueryNet, 0, false },
    };

    [TorchTheory]
    [MemberData(nameof(Shapes))]
    public void Similarities_RandomWeights_AreThoseOfThePackagesLayer(int kind, int combiner, bool hasPrior)
    {
        using var scope = NewDisposeScope();
        using var head = new RandomHead(Shape(kind, combiner, hasPrior));
        var queries = RandomHead.Embeddings(3, Dimensions, false, 2);
        var documents = RandomHead.Embeddings(Documents, Dimensions, true, 3);
        var layer = ManagedLayer.Of(head.Head, head.Parameters);
        var stored = (documents * 127)
            .round()
            .data<float>()
            .Chunk(Dimensions)
            .Select(row => new DocumentEmbedding(row.Select(x => (sbyte)x).ToArray()))
            .ToArray();

        var expected = head.Head.Similarities(queries, documents);

        for (var row = 0; row < 3; row++)
        {
            var similarities = new float[Documents];
            layer.Cross(new(queries[row].data<float>().ToArray()), stored, similarities);
            Assert.All(similarities, (s, i) => Assert.Equal(expected[row, i].item<float>(), s, 1e-4f));
        }

        Assert.True(expected.std().item<float>() > 0.01f);
    }

    [TorchTheory]
    [MemberData(nameof(Shapes))]
    public void Lists_PlacesOfDocuments_AreTheLogitsOfThosePairs(int kind, int combiner, bool hasPrior)
    {
        using var scope = NewDisposeScope();
        using var head = new RandomHead(Shape(kind, combiner, hasPrior));
        var queries = RandomHead.Embeddings(2, Dimensions, false, 2);
        var documents = RandomHead.Embeddings(Documents, Dimensions, true, 3);

        var pairs = head.Head.Pairs(queries, documents);
        var lists = head.Head.Lists(queries, documents, tensor(new long[] { 4, 0, 12, 7, 7, 1 }, [2, 3]));

        Assert.Equal([2, Documents], pairs.shape);
        Assert.Equal([2, 3], lists.shape);
        Assert.Equal(pairs[0, 12].item<float>(), lists[0, 2].item<float>(), 1e-5f);
        Assert.Equal(pairs[1, 7].item<float>(), lists[1, 1].item<float>(), 1e-5f);
        Assert.Equal(pairs[1, 1].item<float>(), lists[1, 2].item<float>(), 1e-5f);
    }

    [TorchTheory]
    [InlineData((int)HeadKind.Residual)]
    [InlineData((int)HeadKind.QueryNet)]
    public void Pairs_NewCorrection_IsExactlyTheCosinesLogit(int kind)
    {
        using var scope = NewDisposeScope();
        using var parameters = new ParameterSet(1);
        using var others = new ParameterSet(1);
        var head = CrossingHead.Of(parameters, Shape(kind, (int)Combiner.Concatenate, hasPrior: true));
        var cosine = CrossingHead.Of(others, Shape((int)HeadKind.Cosine, 0, hasPrior: true));
        using (no_grad())
        {
            others.All["cosine.scale"].fill_(5);
        }

        head.Prior!.CopyFrom(cosine.Prior!);
        var queries = RandomHead.Embeddings(2, Dimensions, false, 2);
        var documents = RandomHead.Embeddings(Documents, Dimensions, true, 3);

        Assert.True(cosine.Pairs(queries, documents).equal(head.Pairs(queries, documents)).all().item<bool>());
    }

    [TorchFact]
    public void Similarities_VectorOfZeros_IsLikeNothing()
    {
        using var scope = NewDisposeScope();
        using var parameters = new ParameterSet(1);
        var head = CrossingHead.Of(parameters, Shape((int)HeadKind.Cosine, 0, hasPrior: true));
        Assert.Equal(0, head.Similarities(ones(1, Dimensions), zeros(1, Dimensions)).item<float>());
    }

    private static HeadShape Shape(int kind, int combiner, bool hasPrior) =>
        new((HeadKind)kind, Dimensions) { Combiner = (Combiner)combiner, InnerSize = 10, Units = 3, HasPrior = hasPrior };
}
