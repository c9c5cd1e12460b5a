using TwinBert.Inference.Caching;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Inference.Tests.Caching;

public sealed class CachingQueryEncoderTests
{
    private readonly CountingEncoder _inner = new();

    [Fact]
    public async Task EncodeAsync_SameTextAgain_IsNotEncodedAgain()
    {
        var encoder = new CachingQueryEncoder(_inner, 10);
        var cancellation = TestContext.Current.CancellationToken;

        var first = await encoder.EncodeAsync("red shoe", cancellation);
        var second = await encoder.EncodeAsync("red shoe", cancellation);

        Assert.Equal(first, second);
        Assert.Equal((1, 1, 1), (_inner.Calls, encoder.Hits, encoder.Misses));
    }

    [Fact]
    public async Task Recall_OfAKnownAndAnUnknownText_EncodesNothingAndCountsTheHitAlone()
    {
        var encoder = new CachingQueryEncoder(_inner, 10);
        var known = await encoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken);

        Assert.Equal(known, encoder.Recall("red shoe"));
        Assert.Null(encoder.Recall("blue shoe"));
        Assert.Equal((1, 1, 1), (_inner.Calls, encoder.Hits, encoder.Misses));
    }

    [Fact]
    public async Task EncodeAsync_TextOfOtherCase_IsAnother()
    {
        var encoder = new CachingQueryEncoder(_inner, 10);

        await encoder.EncodeAsync("red", TestContext.Current.CancellationToken);
        await encoder.EncodeAsync("Red", TestContext.Current.CancellationToken);

        Assert.Equal(2, _inner.Calls);
    }

    [Fact]
    public async Task EncodeAsync_ManyTexts_ForgetsTheOldest()
    {
        var encoder = new CachingQueryEncoder(_inner, 3);
        for (var i = 0; i < 100; i++)
        {
            await encoder.EncodeAsync($"text {i}", TestContext.Current.CancellationToken);
        }

        await encoder.EncodeAsync("text 0", TestContext.Current.CancellationToken);

        Assert.Equal(101, _inner.Calls);
    }

    [Fact]
    public async Task EncodeAsync_Failure_IsNotRemembered()
    {
        var encoder = new CachingQueryEncoder(_inner, 10);
        _inner.Fails = true;
        await Assert.ThrowsAsync<EncodingException>(() => encoder.EncodeAsync("red", TestContext.Current.CancellationToken).AsTask());
        _inner.Fails = false;

        var embedding = await encoder.EncodeAsync("red", TestContext.Current.CancellationToken);

        Assert.Equal(encoder.Dimensions, embedding.Dimensions);
    }

    [Fact]
    public async Task EncodeAsync_CacheOfOneEntry_Works()
    {
        var encoder = new CachingQueryEncoder(_inner, 1);

        await encoder.EncodeAsync("red", TestContext.Current.CancellationToken);
        await encoder.EncodeAsync("red", TestContext.Current.CancellationToken);

        Assert.Equal(1, _inner.Calls);
    }

    private sealed class CountingEncoder : IQueryEncoder
    {
        private readonly HashEncoder _encoder = new();

        public int Calls { get; private set; }

        public bool Fails { get; set; }

        public ModelFingerprint Fingerprint => _encoder.Fingerprint;

        public int Dimensions => _encoder.Dimensions;

        public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
        {
            Calls++;
            return Fails ? throw new EncodingException("broken") : _encoder.EncodeAsync(text, cancellationToken);
        }
    }
}
