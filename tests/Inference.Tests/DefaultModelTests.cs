using System.Numerics.Tensors;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Inference.Tests;

/// <summary>The package that ships: what it gives must stay what its weights mean.</summary>
public sealed class DefaultModelTests
{
    private const float Required = 0.99f;
    private const long MostBytes = 19_000_000;

    [Fact]
    public async Task Encoders_ReferenceTexts_AgreeWithTheModelInFp32()
    {
        using var model = OnnxModel.Load(DefaultModel.Load(), new());

        foreach (var example in DefaultModel.Reference())
        {
            var embedding = await model.QueryEncoder.EncodeAsync(example.Text, TestContext.Current.CancellationToken);

            Assert.Equal(example.Ids, model.Package.Tokenizer.Encode(example.Text, 64).Ids.ToArray());
            Assert.InRange(TensorPrimitives.CosineSimilarity(embedding.Values.Span, example.Embedding), Required, 1.00001f);
        }
    }

    [Theory]
    [InlineData("trousers that keep the rain out", "Waterproof hiking pants, taped seams", "Cordless drill, two batteries")]
    [InlineData("something to cut bread with", "Serrated kitchen knife, 20 cm", "Wool scarf, grey, fringed")]
    [InlineData("light for reading in bed", "Clip-on LED lamp with a dimmer", "Mountain bike tyre, 29 inches")]
    [InlineData("phone battery dies on trips", "Power bank, 20,000 mAh, USB-C", "Ceramic plant pot with a saucer")]
    public async Task Crossing_AnswerInOtherWords_IsNearerThanAnotherProduct(string text, string answer, string other)
    {
        using var model = OnnxModel.Load(DefaultModel.Load(), new());
        var cancellation = TestContext.Current.CancellationToken;
        var query = await model.QueryEncoder.EncodeAsync(text, cancellation);
        var documents = await model.DocumentEncoder.EncodeAsync([answer, other], cancellation);
        var similarities = new float[2];

        model.Package.Crossing.Cross(query, [.. documents], similarities);

        Assert.True(similarities[0] > similarities[1], $"{similarities[0]} against {similarities[1]}");
    }

    [Fact]
    public void CountTokens_AnyText_IsWhatEachTowerReadsOfIt()
    {
        using var model = OnnxModel.Load(DefaultModel.Load(), new());
        var count = model.Serve().CountTokens!;
        var (limits, longest) = (model.Package.Manifest.Limits, string.Join(' ', Enumerable.Repeat("shoe", 1_000)));

        Assert.All(DefaultModel.Reference(), example => Assert.Equal(example.Ids.Length, count(example.Text, true)));
        Assert.Equal((limits.QueryTokens, limits.DocumentTokens), (count(longest, true), count(longest, false)));
    }

    [Fact]
    public void Package_Files_AreSmallAndHaveACard()
    {
        var files = new DirectoryInfo(DefaultModel.Load().Folder).GetFiles();

        Assert.InRange(files.Sum(file => file.Length), 1, MostBytes);
        Assert.Contains(files, file => file.Name == "MODEL_CARD.md");
    }
}
