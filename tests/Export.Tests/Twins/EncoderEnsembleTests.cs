using System.Numerics.Tensors;
using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Export.Tests.Bert;
using TwinBert.Export.Twins;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Twins;

public sealed class EncoderEnsembleTests : IDisposable
{
    private const int Stored = 12;
    private static readonly ReadOnlyMemory<int>[] Texts = [(int[])[2, 5, 6, 7, 3], (int[])[2, 9, 3], (int[])[2, 8, 8, 10, 11, 12, 3]];
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert-ensemble").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(EncoderPrecision.Full)]
    [InlineData(EncoderPrecision.Quantised)]
    public void Export_TwoEncoders_GiveTheirProjectedEmbeddings(EncoderPrecision precision)
    {
        var (mean, first) = (Encoder("mean", EncoderCases.Config(Pooling.Mean, 0, EncoderInput.WordPiece), precision),
            Encoder("first", EncoderCases.Config(Pooling.Cls, 0, EncoderInput.WordPiece) with { Layers = 1 }, precision));
        var projection = Projection(2 * TinyModel.Dimensions);
        var files = Export(new([mean, first], projection, Stored));

        Assert.Equal(new("query-encoder.onnx", "document-encoder.onnx"), files);
        foreach (var text in Texts)
        {
            float[] joined = [.. Run(mean, [text])[0], .. Run(first, [text])[0]];
            var expected = Project(joined, projection);
            var actual = Run(Path.Combine(_folder, files.Document), [text])[0];
            Assert.Equal(Stored, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void Describe_TwoEncoders_CountsLayersAndTakesTheShorterReach()
    {
        var config = EncoderCases.Config(Pooling.Mean, 0, EncoderInput.WordPiece);
        var files = new[] { Encoder("long", config), Encoder("short", config with { Layers = 1, MaxPositions = 20, MaxTokens = 20 }) };

        var described = new EncoderEnsemble(files, Projection(2 * TinyModel.Dimensions), Stored).Describe();

        Assert.Equal((config.Layers + 1, 20, Stored), (described.Layers, described.MaxTokens, described.Dimensions));
    }

    [Fact]
    public void Describe_ProjectionOfOtherEncoders_IsRefused()
    {
        var file = Encoder("one", EncoderCases.Config(Pooling.Mean, 0, EncoderInput.WordPiece));

        var refused = Assert.Throws<ExportException>(() => new EncoderEnsemble([file], Projection(2 * TinyModel.Dimensions), Stored).Describe());
        var said = $"give {TinyModel.Dimensions} components together, and {2 * TinyModel.Dimensions} are projected";
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_EncodersOfTwoVocabularies_AreRefused()
    {
        var config = EncoderCases.Config(Pooling.Mean, 0, EncoderInput.WordPiece);
        string[] files = [Encoder("one", config), Encoder("other", config with { VocabularySize = config.VocabularySize + 1 })];

        Assert.Throws<ExportException>(() => new EncoderEnsemble(files, Projection(2 * TinyModel.Dimensions), Stored).Describe());
    }

    [Fact]
    public void Open_EnsembleToTrainFurther_SaysWhatItIs()
    {
        var file = Encoder("one", EncoderCases.Config(Pooling.Mean, 0, EncoderInput.WordPiece));
        var files = Export(new([file, file], Projection(2 * TinyModel.Dimensions), Stored));

        var refused = Assert.Throws<WeightsException>(() => EncoderGraphReader.Open(Path.Combine(_folder, files.Document), Pooling.Mean));
        Assert.Contains("several encoders", refused.Message, StringComparison.Ordinal);
    }

    private static float[] Projection(int components)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, components * Stored).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    /// <summary>The formula, a component at a time.</summary>
    private static float[] Project(float[] joined, float[] projection)
    {
        var projected = new float[Stored];
        for (var i = 0; i < joined.Length; i++)
        {
            for (var k = 0; k < Stored; k++)
            {
                projected[k] += joined[i] * projection[(i * Stored) + k];
            }
        }

        var scale = 0.25f * MathF.Sqrt(Stored) / TensorPrimitives.Norm(projected);
        return [.. projected.Select(value => Math.Clamp(value * scale, -1, 1))];
    }

    private static float[][] Run(string file, ReadOnlyMemory<int>[] texts)
    {
        using var session = new GraphSession(File.ReadAllBytes(file), 1);
        return session.Encode(texts);
    }

    private string Encoder(string name, BertConfig config, EncoderPrecision precision = EncoderPrecision.Full)
    {
        var file = Path.Combine(_folder, name + ".onnx");
        using var stream = File.Create(file);
        BertEncoderExporter.Export(new RandomWeights(), config, precision, [], stream);
        return file;
    }

    private TwinFiles Export(EncoderEnsemble ensemble) => TwinEncoderExporter.Export(
        new(new RandomWeights(), EncoderCases.Config(Pooling.Mean, Stored, EncoderInput.WordPiece)) { Graph = ensemble },
        EncoderPrecision.Full,
        new([], []),
        _folder,
        TestContext.Current.CancellationToken);
}
