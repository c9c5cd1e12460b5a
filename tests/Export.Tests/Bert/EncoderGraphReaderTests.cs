using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

public sealed class EncoderGraphReaderTests : IDisposable
{
    private const double MostRounding = 0.02;
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(EncoderCases.All), MemberType = typeof(EncoderCases))]
    public void Read_GraphThatWasWritten_HasItsShapeAndWeights(Pooling pooling, int downscale, EncoderInput input, EncoderPrecision precision)
    {
        var config = EncoderCases.Config(pooling, downscale, input);
        var written = Export(new RandomWeights(), config, precision);

        var reader = EncoderGraphReader.Open(_file, pooling);

        Assert.Equal(config with { MaxPositions = config.MaxTokens, TypeVocabularySize = 1 }, reader.Config);
        if (precision == EncoderPrecision.Full)
        {
            Assert.Equal(written, Export(reader, reader.Config, precision));
            return;
        }

        var (large, original) = (0, new RandomWeights());
        foreach (var name in reader.Names.Where(name => name.EndsWith("dense.weight", StringComparison.Ordinal) || name.Contains(".self.query.weight")))
        {
            long[] shape = name.Contains("intermediate", StringComparison.Ordinal) ? [config.IntermediateSize, config.HiddenSize]
                : name.Contains("attention", StringComparison.Ordinal) ? [config.HiddenSize, config.HiddenSize]
                : [config.HiddenSize, config.IntermediateSize];
            var (expected, actual) = (original.Read(name, shape), reader.Read(name, shape));
            var error = Math.Sqrt(expected.Zip(actual, (x, y) => (double)(x - y) * (x - y)).Sum() / expected.Sum(x => (double)x * x));
            Assert.InRange(error, 0, MostRounding);
            large++;
        }

        Assert.Equal(config.Layers * 4, large);
    }

    [Fact]
    public void Read_TensorThatIsNotThere_IsNamed()
    {
        Export(new RandomWeights(), TinyModel.Config, EncoderPrecision.Full);
        var reader = EncoderGraphReader.Open(_file, Pooling.Mean);

        Assert.Contains(
            "'encoder.layer.9.output.dense.bias'",
            Assert.Throws<WeightsException>(() => reader.Read("encoder.layer.9.output.dense.bias", 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("is expected", Assert.Throws<WeightsException>(() => reader.Read("embeddings.LayerNorm.bias", 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no graph at all")]
    [InlineData("")]
    public void Open_OtherFile_IsRefused(string content)
    {
        File.WriteAllText(_file, content);

        Assert.Throws<WeightsException>(() => EncoderGraphReader.Open(_file, Pooling.Mean));
    }

    private byte[] Export(IWeightSource weights, BertConfig config, EncoderPrecision precision)
    {
        using var stream = new MemoryStream();
        BertEncoderExporter.Export(weights, config, precision, [], stream);
        File.WriteAllBytes(_file, stream.ToArray());
        return stream.ToArray();
    }
}
