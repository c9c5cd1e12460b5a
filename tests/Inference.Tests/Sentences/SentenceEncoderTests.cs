using System.Numerics.Tensors;
using TwinBert.Inference.Sentences;
using TwinBert.Model.Tokenization;
using TwinBert.TestKit;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Inference.Tests.Sentences;

public sealed class SentenceEncoderTests : IDisposable
{
    private static readonly string[] Texts = ["red shoe", "a blue winter boot that is for kids", "coffee machine", "bike"];
    private readonly TinyModel _tiny = TinyModel.Create();

    public void Dispose() => _tiny.Dispose();

    private string Graph => Path.Combine(_tiny.Package.Folder, "encoder.onnx");

    [Fact]
    public async Task Encode_GraphOfOurs_GivesWhatItsPackageGives()
    {
        using var model = OnnxModel.Load(_tiny.Package, new());
        using var encoder = SentenceEncoder.Open(Graph);
        var embeddings = new float[Texts.Length * TinyModel.Dimensions];

        encoder.Encode(Ids(_tiny.Package.Tokenizer), embeddings);

        for (var i = 0; i < Texts.Length; i++)
        {
            var expected = await model.QueryEncoder.EncodeAsync(Texts[i], TestContext.Current.CancellationToken);
            Assert.Equal(1, TensorPrimitives.CosineSimilarity(expected.Values.Span, embeddings.AsSpan(i * TinyModel.Dimensions, TinyModel.Dimensions)), 1e-5);
        }
    }

    [Fact]
    public void Encode_LastHiddenState_IsPooledWithoutThePadding()
    {
        var tokenizer = WordPieceTokenizer.Load(File.ReadAllBytes(SharedFolder.Path("models/bert-base-uncased/vocab.txt")));
        using var encoder = SentenceEncoder.Open(SharedFolder.Path("models/e5-small-v2-int8/model.onnx"));
        var together = new float[Texts.Length * encoder.Dimensions];
        encoder.Encode(Ids(tokenizer), together);

        foreach (var (i, ids) in Ids(tokenizer).Index())
        {
            var alone = new float[encoder.Dimensions];
            encoder.Encode([ids], alone);
            Assert.Equal(1, TensorPrimitives.Norm<float>(alone), 1e-4);

            // Activations are quantised by the largest of a batch, so that its texts differ a little from the same ones alone.
            Assert.InRange(TensorPrimitives.CosineSimilarity(alone, together.AsSpan(i * encoder.Dimensions, encoder.Dimensions)), 0.99, 1.0001);
        }
    }

    [Fact]
    public void Encode_ManyTexts_GivesWhatOneSessionGives()
    {
        var texts = Enumerable.Range(0, 20).SelectMany(_ => Ids(_tiny.Package.Tokenizer)).ToArray();
        using var encoder = SentenceEncoder.Open(Graph);
        using var encoders = SentenceEncoders.Open(Graph, 2);
        var (one, several) = (new float[texts.Length * TinyModel.Dimensions], new float[texts.Length * TinyModel.Dimensions]);
        encoder.Encode(texts, one);

        encoders.Encode(texts, several, TestContext.Current.CancellationToken);

        Assert.All(one.Zip(several), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Encode_Cancelled_Stops()
    {
        using var encoders = SentenceEncoders.Open(Graph, 2);

        Assert.Throws<OperationCanceledException>(
            () => encoders.Encode(Ids(_tiny.Package.Tokenizer), new float[Texts.Length * TinyModel.Dimensions], new(canceled: true)));
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("none.onnx")]
    public void Open_NoGraph_NamesTheFile(string name) =>
        Assert.Contains(
            name,
            Assert.Throws<InvalidDataException>(() => SentenceEncoder.Open(Path.Combine(_tiny.Package.Folder, name))).Message,
            StringComparison.Ordinal);

    private static ReadOnlyMemory<int>[] Ids(ITextTokenizer tokenizer) => [.. Texts.Select(text => tokenizer.Encode(text, 16).Ids)];
}
