using TwinBert.Model.Crossing;
using TwinBert.Model.Weights;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Tests.Torch;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Heads;

public sealed class HeadWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heads").FullName;

    [TorchFact]
    public void Load_WrittenHeads_AreTheSame()
    {
        using var scope = NewDisposeScope();
        using var cosine = new RandomHead(new(HeadKind.Cosine, 6));
        using var residual = new RandomHead(new(HeadKind.Residual, 6) { InnerSize = 5, Combiner = Combiner.Concatenate });
        using var queryNet = new RandomHead(new(HeadKind.QueryNet, 6) { Units = 3, HasPrior = false });
        HeadWeights.Write(File("all"), cosine.Parameters, residual.Parameters, queryNet.Parameters);
        var (queries, documents) = (RandomHead.Embeddings(2, 6, false, 2), RandomHead.Embeddings(4, 6, true, 3));

        using var reader = SafetensorsReader.Open(File("all"));
        Assert.All([cosine, residual, queryNet], written =>
        {
            using var parameters = new ParameterSet(9);
            var read = HeadWeights.Load(parameters, reader, written.Head.Shape.Kind, 6);
            Assert.True(written.Head.Pairs(queries, documents).equal(read.Pairs(queries, documents)).all().item<bool>());
        });
    }

    [TorchFact]
    public void Tensors_SetOfATwinWithAHead_AreTheHeadsAlone()
    {
        using var parameters = new ParameterSet(1);
        parameters.Constant("pooler.weight", 1, 1, 4);
        _ = CrossingHead.Of(parameters, new(HeadKind.Cosine, 6));
        Assert.Equal(["cosine.scale", "cosine.bias"], HeadWeights.Tensors(parameters).Select(tensor => tensor.Name));
    }

    [TorchFact]
    public void Load_HeadThatIsNotThere_SaysSo()
    {
        using var cosine = new RandomHead(new(HeadKind.Cosine, 6));
        HeadWeights.Write(File("cosine"), cosine.Parameters);
        using var reader = SafetensorsReader.Open(File("cosine"));
        using var parameters = new ParameterSet(1);
        var e = Assert.Throws<WeightsException>(() => HeadWeights.Load(parameters, reader, HeadKind.Residual, 6));
        Assert.Contains("residual", e.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Load_MissingTensor_IsNamed()
    {
        using var residual = new RandomHead(new(HeadKind.Residual, 6) { InnerSize = 5 });
        SafetensorsWriter.Write(File("part"), [.. HeadWeights.Tensors(residual.Parameters).Where(tensor => tensor.Name != "residual.inner2.bias")]);
        using var reader = SafetensorsReader.Open(File("part"));
        using var parameters = new ParameterSet(1);
        var e = Assert.Throws<WeightsException>(() => HeadWeights.Load(parameters, reader, HeadKind.Residual, 6));
        Assert.Contains("'residual.inner2.bias'", e.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Load_OtherDimensions_NamesTheTensor()
    {
        using var queryNet = new RandomHead(new(HeadKind.QueryNet, 6));
        HeadWeights.Write(File("small"), queryNet.Parameters);
        using var reader = SafetensorsReader.Open(File("small"));
        using var parameters = new ParameterSet(1);
        var e = Assert.Throws<WeightsException>(() => HeadWeights.Load(parameters, reader, HeadKind.QueryNet, 8));
        Assert.Contains("'querynet.units.weight'", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name) => Path.Combine(_folder, name + ".safetensors");
}
