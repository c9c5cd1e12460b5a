using System.Numerics.Tensors;
using TwinBert.Export.Bert;
using TwinBert.Export.Quantisation;
using TwinBert.Model.Packaging;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

/// <summary>Every pooling, with and without a downscale, of every input, in every precision, against the encoder in plain C#.</summary>
public sealed class EncoderCasesTests
{
    private static readonly string[] Texts =
    [
        "red shoe",
        "",
        "kids bike, 16 inch (blue)",
        "water proof winter boot for running and a coffee machine with a bag",
        "x",
    ];

    public static TheoryData<Pooling, int, EncoderInput, EncoderPrecision> Cases => EncoderCases.All;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Graph_TextsInOneBatch_AgreeWithTheEncoderInPlainCode(Pooling pooling, int downscale, EncoderInput input, EncoderPrecision precision)
    {
        var config = EncoderCases.Config(pooling, downscale, input);
        var forward = new BertForward(BertWeights.Read(new RandomWeights(), config), config);
        var texts = Tokens(config);
        using var graph = GraphSession.Of(new RandomWeights(), config, precision, texts);

        foreach (var (text, embedding) in texts.Zip(graph.Encode(texts)))
        {
            var expected = forward.Encode(text.Span);
            Assert.Equal(config.Dimensions, embedding.Length);
            Assert.InRange(TensorPrimitives.CosineSimilarity(expected, embedding), precision == EncoderPrecision.Full ? 0.99999f : 0.98f, 1.00001f);
            Assert.InRange(
                TensorPrimitives.Norm<float>(embedding) / TensorPrimitives.Norm<float>(expected),
                precision == EncoderPrecision.Full ? 0.9999f : 0.9f,
                precision == EncoderPrecision.Full ? 1.0001f : 1.1f);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Graph_NothingButPadding_IsFinite(Pooling pooling, int downscale, EncoderInput input, EncoderPrecision precision)
    {
        var config = EncoderCases.Config(pooling, downscale, input);
        using var graph = GraphSession.Of(new RandomWeights(), config, precision, []);

        Assert.All(graph.Encode([ReadOnlyMemory<int>.Empty], padTo: 3)[0], component => Assert.True(float.IsFinite(component)));
        Assert.All(graph.Encode([ReadOnlyMemory<int>.Empty, Tokens(config)[0]])[0], component => Assert.True(float.IsFinite(component)));
    }

    [Theory]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Weighted)]
    public void Graph_DownscaleOfNothing_IsItsBias(Pooling pooling)
    {
        var config = EncoderCases.Config(pooling, 24, EncoderInput.WordPiece);
        var head = EncoderHead.Read(new RandomWeights(), config);
        using var graph = GraphSession.Of(new RandomWeights(), config, EncoderPrecision.Full, []);

        var embedding = graph.Encode([ReadOnlyMemory<int>.Empty], padTo: 2)[0];

        Assert.All(embedding.Zip(head.Downscale!.Bias), pair => Assert.Equal(MathF.Tanh(pair.Second), pair.First, 1e-6f));
    }

    private static List<ReadOnlyMemory<int>> Tokens(BertConfig config)
    {
        var tokenizer = EncoderCases.Tokenizer(config.Input);
        return [.. Texts.Select(text => tokenizer.Encode(text, config.MaxTokens).Ids)];
    }
}
