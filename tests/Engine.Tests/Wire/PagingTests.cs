using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Reranking;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Wire;

public sealed class PagingTests(RealEngines engines)
{
    private const string Query = """ "query":{"match":{"title":"shoe red"}} """;

    private readonly Reranker _reranker = new(new CosineCrossing(4), new(WireIndex.Model), typicalSimilarity: 0.1f);

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task WritePage_PagesOfAnySize_JoinToTheOneBigPage(EngineKind kind)
    {
        await using var index = await WireIndex.CreateAsync(engines, kind, "paging", shards: 3);
        foreach (var window in new[] { 1, 5, 20, 40 })
        {
            var whole = await PageAsync(index, window, 0, WireDocuments.Count);
            Assert.Equal(WireDocuments.Count, whole.Hits.Select(hit => hit.Id).Distinct().Count());
            Assert.Equal(whole.Hits.OrderByDescending(hit => hit.Score), whole.Hits);
            Assert.Equal(whole.Hits[0].Score, whole.MaxScore);
            foreach (var size in new[] { 1, 4, 7 })
            {
                // A page behind the window is the engine's own: the same scores and order as that of the tail.
                var pages = new List<(string Id, float Score)>();
                for (var start = 0; start < WireDocuments.Count; start += size)
                {
                    var page = await PageAsync(index, window, start, size);
                    Assert.Equal(whole.Total, page.Total);
                    pages.AddRange(page.Hits);
                }

                Assert.Equal(whole.Hits, pages);
            }
        }
    }

    private async Task<(List<(string Id, float Score)> Hits, float MaxScore, string Total)> PageAsync(WireIndex index, int window, int start, int size)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"{{{Query},\"from\":{start},\"size\":{size}}}");
        var reading = SearchRequestReader.Read("", Encoding.UTF8.GetBytes(body), new() { Window = window });
        var answer = reading.IsEligible
            ? await RerankAsync(index, reading.Request)
            : await index.SendAsync(HttpMethod.Post, $"/{index.Embedded}/_search", body);
        using var json = JsonDocument.Parse(answer);
        var hits = json.RootElement.GetProperty("hits");
        var list = hits
            .GetProperty("hits")
            .EnumerateArray()
            .Select(hit => (hit.GetProperty("_id").GetString()!, hit.GetProperty("_score").GetSingle()))
            .ToList();
        return (list, hits.GetProperty("max_score").GetSingle(), hits.GetProperty("total").GetRawText());
    }

    private async Task<byte[]> RerankAsync(WireIndex index, SearchRequest request)
    {
        var search = SearchRequestRewriter.Widen(request, index.Dialect);
        var answer = await index.SendAsync(HttpMethod.Post, $"/{index.Embedded}/_search?{search.QueryString}", search.Body);
        Assert.True(SearchResponse.TryRead(answer, search, new() { Dimensions = 4 }, out var response));
        var query = new QueryEmbedding(new[] { 1f, -0.5f, 0.1f, 0 });
        var result = _reranker.Rerank(new() { Query = query, Hits = response.Hits, Window = request.Window, ModelWeight = 1 });
        Assert.True(result.IsReranked, result.Outcome.ToString());
        var output = new ArrayBufferWriter<byte>();
        SearchResponseWriter.WritePage(output, response, new(request.From, request.Size), result.Order);
        return output.WrittenSpan.ToArray();
    }
}
