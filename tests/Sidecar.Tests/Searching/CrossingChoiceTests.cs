using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class CrossingChoiceTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":5}""";

    [Fact]
    public async Task Search_IndexThatNamesNoLayer_IsRerankedByTheFirst() => Assert.Equal("2", (await SearchAsync(null)).Ids[0]);

    [Fact]
    public async Task Search_IndexThatNamesTheFirst_IsRerankedByIt() => Assert.Equal("2", (await SearchAsync("cosine")).Ids[0]);

    [Fact]
    public async Task Search_IndexThatNamesAnotherLayer_IsRerankedByThat()
    {
        var answer = await SearchAsync("residual");

        Assert.Equal(RerankStatus.Reranked, answer.Verdict.Status);
        Assert.Equal("2", answer.Ids[^1]);
    }

    [Fact]
    public async Task StartAsync_LayersThatThereAreNot_NamesTheIndicesAndWhatThereIs()
    {
        var thrown = await Assert.ThrowsAsync<SidecarStartException>(() => SidecarFixture.StartAsync(settings => With(settings, "querynet")));

        Assert.Contains("Indices:products*:Crossing is 'querynet', and the model package has: cosine, residual.", thrown.Message, StringComparison.Ordinal);
    }

    private static SidecarSettings With(SidecarSettings settings, string? crossing) => settings with
    {
        Options = settings.Options with
        {
            Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10, Scores = "model", Crossing = crossing } },
        },
        Model = settings.Model with { Heads = [.. settings.Model.Heads, new(new Opposite(new HashEncoder().Dimensions), 0)] },
    };

    private static async Task<SearchAnswer> SearchAsync(string? crossing)
    {
        await using var fixture = await SearchRerankTests.StartAsync(settings => With(settings, crossing));
        return await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));
    }

    /// <summary>Says the opposite of the cosine.</summary>
    private sealed class Opposite(int dimensions) : ICrossingLayer
    {
        public string Name => "residual";

        public int Dimensions => dimensions;

        public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
        {
            new DotCrossing(dimensions).Cross(query, documents, similarities);
            for (var i = 0; i < documents.Length; i++)
            {
                similarities[i] = -similarities[i];
            }
        }
    }
}
