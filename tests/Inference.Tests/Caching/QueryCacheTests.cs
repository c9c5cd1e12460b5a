using TwinBert.Inference.Caching;
using TwinBert.Model.Encoding;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Inference.Tests.Caching;

public sealed class QueryCacheTests
{
    [Fact]
    public async Task Recall_OfAKeptText_GivesItsEmbeddingAndCountsNothing()
    {
        var cache = new QueryCache(10);
        var embedding = await EncodeAsync("red shoe");

        cache.Keep("red shoe", embedding);

        Assert.Equal(embedding, cache.Recall("red shoe"));
        Assert.Null(cache.Recall("blue shoe"));
        Assert.Null(cache.Recall("Red shoe"));
        Assert.Equal((0, 0), cache.Lookups);
    }

    [Fact]
    public async Task Keep_ManyTexts_ForgetsTheOldest()
    {
        var cache = new QueryCache(3);
        for (var i = 0; i < 100; i++)
        {
            cache.Keep($"text {i}", await EncodeAsync("red"));
        }

        Assert.Null(cache.Recall("text 0"));
    }

    [Fact]
    public async Task Keep_CacheOfOneEntry_Works()
    {
        var cache = new QueryCache(1);

        cache.Keep("red", await EncodeAsync("red"));

        Assert.NotNull(cache.Recall("red"));
    }

    [Fact]
    public void Count_HitsAndMisses_AreTheLookups()
    {
        var cache = new QueryCache(10);

        cache.Count(isHit: true);
        cache.Count(isHit: false);
        cache.Count(isHit: true);

        Assert.Equal((2, 1), cache.Lookups);
    }

    private static ValueTask<QueryEmbedding> EncodeAsync(string text) => new HashEncoder().EncodeAsync(text, TestContext.Current.CancellationToken);
}
