using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Inference.Tests;

public sealed class OnnxDocumentEncoderTests
{
    private static readonly string[] Texts =
    [
        .. Enumerable.Range(0, 40).Select(i => string.Join(' ', Enumerable.Repeat("red shoe " + i, 1 + (i * 7 % 11)))),
        "",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EncodeAsync_ManyTexts_GivesEachTheVectorItHasAlone(bool quantised)
    {
        using var tiny = TinyModel.Create(quantised);
        using var model = OnnxModel.Load(tiny.Package, new() { DocumentConcurrency = 3, BatchTokens = 64 });
        var cancellation = TestContext.Current.CancellationToken;

        var together = await model.DocumentEncoder.EncodeAsync(Texts, cancellation);

        Assert.Equal(Texts.Length, together.Count);
        for (var i = 0; i < Texts.Length; i++)
        {
            var alone = Assert.Single(await model.DocumentEncoder.EncodeAsync([Texts[i]], cancellation)).Values.ToArray();

            // Floats of a batch are added in another order, which may round a component to the next byte.
            Assert.All(alone.Zip(together[i].Values.ToArray()), pair => Assert.InRange(pair.First - pair.Second, quantised ? 0 : -1, quantised ? 0 : 1));
        }
    }

    [Fact]
    public async Task EncodeAsync_NoTexts_GivesNone()
    {
        using var tiny = TinyModel.Create();
        using var model = OnnxModel.Load(tiny.Package, new());

        Assert.Empty(await model.DocumentEncoder.EncodeAsync([], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task EncodeAsync_Cancelled_Throws()
    {
        using var tiny = TinyModel.Create();
        using var model = OnnxModel.Load(tiny.Package, new());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.DocumentEncoder.EncodeAsync(Texts, new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task EncodeAsync_TextBeyondTheLimit_IsCut()
    {
        using var tiny = TinyModel.Create();
        using var model = OnnxModel.Load(tiny.Package, new());
        var words = string.Join(' ', Enumerable.Repeat("red", TinyModel.DocumentTokens));

        var embeddings = await model.DocumentEncoder.EncodeAsync([words, words + " blue blue blue"], TestContext.Current.CancellationToken);

        Assert.Equal(embeddings[0].Values.ToArray(), embeddings[1].Values.ToArray());
    }
}
