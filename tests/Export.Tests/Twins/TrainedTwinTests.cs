using TwinBert.Export.Tests.Bert;
using TwinBert.Export.Twins;
using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using Xunit;

namespace TwinBert.Export.Tests.Twins;

public sealed class TrainedTwinTests
{
    private static readonly BertConfig Config = EncoderCases.Config(Pooling.Mean, 0, EncoderInput.WordPiece) with { Layers = 6 };

    [Fact]
    public void WithLayers_SomeLayers_AreReadInTheirPlaces()
    {
        var weights = new TwinWeights("embeddings.", "encoder.");

        var cut = new TrainedTwin(weights, Config).WithLayers([0, 2, 5]);
        BertWeights.Read(cut.Weights, cut.Config);

        Assert.Equal(3, cut.Config.Layers);
        Assert.Equal(
            ["encoder.layer.0.output.dense.bias", "encoder.layer.2.output.dense.bias", "encoder.layer.5.output.dense.bias"],
            weights.Asked.Where(name => name.EndsWith("output.dense.bias", StringComparison.Ordinal) && !name.Contains("attention", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-1)]
    public void WithLayers_LayerThatIsNotThere_IsNamed(int layer)
    {
        var thrown = Assert.Throws<ExportException>(() => new TrainedTwin(new TwinWeights(), Config).WithLayers([0, layer]));

        Assert.Equal($"Layer {layer} was chosen, and the model has the layers 0 to 5.", thrown.Message);
    }

    [Fact]
    public void WithLayers_None_IsRefused() => Assert.Throws<ExportException>(() => new TrainedTwin(new TwinWeights(), Config).WithLayers([]));
}
