using System.Text;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Requests;
using Xunit;

namespace TwinBert.Search.Tests.Requests;

public sealed class EngineTimeTests
{
    [Theory]
    [InlineData("50ms", 50.0)]
    [InlineData("2s", 2_000.0)]
    [InlineData("3m", 180_000.0)]
    [InlineData("500micros", 0.5)]
    [InlineData("-1", null)]
    [InlineData("0", null)]
    [InlineData("1.5s", null)]
    [InlineData("soon", null)]
    [InlineData("5 parsecs", null)]
    public void Timeout_OfASearch_IsReadAsTheEngineDoes(string text, double? milliseconds)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"query":{"match":{"title":"red shoe"}},"timeout":"{{text}}"}""");

        var reading = SearchRequestReader.Read("", body, new() { Window = 10, Field = new EmbeddingField("twinbert") });

        Assert.True(reading.IsEligible);
        Assert.Equal(milliseconds, reading.Request.Timeout?.TotalMilliseconds);
    }
}
