using TwinBert.Evaluation.Scoring;
using TwinBert.Model.Encoding;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Evaluation.Tests.Scoring;

public sealed class CachedDocumentEncoderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("embeddings").FullName;
    private readonly CountingEncoder _inner = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EncodeAsync_SecondRun_EncodesOnlyNewTexts()
    {
        var first = await new CachedDocumentEncoder(_inner, _folder).EncodeAsync(["sofa", "lamp", "sofa"], Token);
        var second = await new CachedDocumentEncoder(_inner, _folder).EncodeAsync(["lamp", "torch", "sofa"], Token);

        Assert.Equal(["sofa", "lamp", "torch"], _inner.Texts);
        Assert.Equal(Values(first[1]), Values(second[0]));
        Assert.Equal(Values(first[0]), Values(second[2]));
        Assert.Equal(Values(new HashEncoder().Quantize("torch")), Values(second[1]));
    }

    [Fact]
    public async Task EncodeAsync_FileCutShort_EncodesTheLostTextAgain()
    {
        await new CachedDocumentEncoder(_inner, _folder).EncodeAsync(["sofa", "lamp"], Token);
        await using (var file = new FileStream(Assert.Single(Directory.GetFiles(_folder)), FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        var again = await new CachedDocumentEncoder(_inner, _folder).EncodeAsync(["sofa", "lamp"], Token);

        Assert.Equal(["sofa", "lamp", "lamp"], _inner.Texts);
        Assert.Equal(Values(new HashEncoder().Quantize("lamp")), Values(again[1]));
    }

    private static sbyte[] Values(DocumentEmbedding embedding) => embedding.Values.ToArray();

    private sealed class CountingEncoder : IDocumentEncoder
    {
        private readonly HashEncoder _inner = new();

        public List<string> Texts { get; } = [];

        public ModelFingerprint Fingerprint => _inner.Fingerprint;

        public int Dimensions => _inner.Dimensions;

        public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            Texts.AddRange(texts);
            return _inner.EncodeAsync(texts, cancellationToken);
        }
    }
}
