using Onnx;
using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Model.Weights;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

public sealed class BertEncoderExporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert-export").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(EncoderPrecision.Full)]
    [InlineData(EncoderPrecision.Quantised)]
    public void Export_Twice_GivesTheSameBytes(EncoderPrecision precision) =>
        Assert.Equal(Export(new RandomWeights(), precision), Export(new RandomWeights(), precision));

    [Fact]
    public void Export_Quantised_IsSmaller() =>
        Assert.True(Export(new RandomWeights(), EncoderPrecision.Quantised).Length < Export(new RandomWeights(), EncoderPrecision.Full).Length);

    [Fact]
    public void Export_FileOfWeights_GivesWhatTheWeightsInMemoryGive()
    {
        TinyModel.WriteHuggingFace(_folder);
        using var source = SafetensorsReader.Open(Path.Combine(_folder, "model.safetensors"));

        Assert.Equal(Export(new RandomWeights(), EncoderPrecision.Full), Export(source, EncoderPrecision.Full));
    }

    [Fact]
    public void Export_MissingTensor_NamesIt()
    {
        SafetensorsWriter.Write(Path.Combine(_folder, "w"), [("embeddings.word_embeddings.weight", [1, 1], [0])]);
        using var source = SafetensorsReader.Open(Path.Combine(_folder, "w"));
        var config = TinyModel.Config with { VocabularySize = 1, HiddenSize = 1, Heads = 1 };

        var thrown = Assert.Throws<WeightsException>(() => BertEncoderExporter.Export(source, config, EncoderPrecision.Full, [], Stream.Null));

        Assert.Contains("embeddings.position_embeddings.weight", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_TensorOfAnotherShape_NamesBothShapes()
    {
        TinyModel.WriteHuggingFace(_folder);
        using var source = SafetensorsReader.Open(Path.Combine(_folder, "model.safetensors"));

        var thrown = Assert.Throws<WeightsException>(
            () => BertEncoderExporter.Export(source, TinyModel.Config with { IntermediateSize = 128 }, EncoderPrecision.Full, [], Stream.Null));

        Assert.Contains("'encoder.layer.0.intermediate.dense.weight'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("[64, 32]", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("[128, 32]", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_Quantised_KeepsWeightsWithinSevenBits()
    {
        var model = ModelProto.Parser.ParseFrom(Export(new RandomWeights(), EncoderPrecision.Quantised));

        var weights = model.Graph.Initializer
            .Where(tensor => tensor.Name.StartsWith("layer", StringComparison.Ordinal) && tensor.DataType == (int)TensorProto.Types.DataType.Int8)
            .ToList();

        Assert.Equal(2 * (4 + 1), weights.Count);
        Assert.All(weights, tensor => Assert.All(tensor.RawData.ToByteArray(), value => Assert.InRange((sbyte)value, -63, 63)));
    }

    private static byte[] Export(IWeightSource source, EncoderPrecision precision)
    {
        using var stream = new MemoryStream();
        BertEncoderExporter.Export(source, TinyModel.Config, precision, [new int[] { 2, 7, 8, 3 }], stream);
        return stream.ToArray();
    }
}
