using System.Numerics.Tensors;
using TwinBert.Export.Bert;
using TwinBert.Export.Quantisation;
using TwinBert.Inference;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

/// <summary>The graphs in the runtime that serves them, against the encoder in plain C#.</summary>
public sealed class BertGraphTests
{
    private static readonly string[] Texts =
    [
        "red shoe",
        "",
        "kids bike, 16\" (blue)",
        "water proof winter boot for running and a coffee machine with a bag",
        "x",
    ];

    [Theory]
    [InlineData(false, 0.99999f)]
    [InlineData(true, 0.98f)]
    public async Task Graph_AnyText_AgreesWithTheEncoderInPlainCode(bool quantised, float least)
    {
        using var tiny = TinyModel.Create(quantised);
        using var model = OnnxModel.Load(tiny.Package, new());
        var forward = new BertForward(BertWeights.Read(new RandomWeights(), TinyModel.Config), TinyModel.Config);

        foreach (var text in Texts)
        {
            var hidden = forward.Run(tiny.Package.Tokenizer.Encode(text, TinyModel.DocumentTokens).Ids.Span);
            var embedding = await model.QueryEncoder.EncodeAsync(text, TestContext.Current.CancellationToken);

            Assert.InRange(TensorPrimitives.CosineSimilarity(Mean(hidden), embedding.Values.Span), least, 1.00001f);
        }
    }

    private static float[] Mean(float[] hidden)
    {
        var mean = new float[TinyModel.Dimensions];
        for (var start = 0; start < hidden.Length; start += mean.Length)
        {
            TensorPrimitives.Add(mean, hidden.AsSpan(start, mean.Length), mean);
        }

        return mean;
    }
}
