using System.Buffers;
using System.Text;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Wire;

public sealed class MultiSearchTests(RealEngines engines)
{
    private const string Ndjson = "application/x-ndjson";

    private const string Lines =
        "{}\n{\"query\":{\"match\":{\"title\":\"shoe\"}},\"from\":2,\"size\":3}\n"
        + "\n{\"query\":{\"match_all\":{}},\"_source\":false}\r\n{\"index\":\"twinbert-wire-none\"}\n{\"query\":{\"match_all\":{}}}\n"
        + "{\"routing\":\"1\",\"preference\":\"_local\"}\r\n{\"query\":{\"match\":{\"title\":\"leather\"}},\"_source\":[\"n\"]}\n"
        + "{}\n{\"size\":0,\"aggs\":{\"c\":{\"terms\":{\"field\":\"color\"}}}}\n";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Write_WidenedItems_IsWhatTheEngineAnswersToTheClient(EngineKind kind)
    {
        await using var index = await WireIndex.CreateAsync(engines, kind, "multi");
        Assert.True(MultiSearchRequest.TryRead(Encoding.UTF8.GetBytes(Lines), out var request));

        var readings = request.Items.Select(item => SearchRequestReader.Read("", item.Body, new())).ToArray();
        var searches = Array.ConvertAll(readings, reading => reading.IsEligible ? SearchRequestRewriter.Widen(reading.Request, index.Dialect) : null);
        var body = new ArrayBufferWriter<byte>();
        request.Write(body, Array.ConvertAll(searches, search => search?.Body));
        var answer = await index.SendAsync(HttpMethod.Post, $"/{index.Embedded}/_msearch", body.WrittenMemory, Ndjson);
        Assert.True(MultiSearchResponse.TryRead(answer, out var response));

        var pages = searches
            .Select((search, i) => search is null ? default(ReadOnlyMemory<byte>?) : Page(response.Items[i], search, readings[i].Request!))
            .ToArray();
        var written = new ArrayBufferWriter<byte>();
        response.Write(written, pages);

        Assert.Equal([true, false, false, true, false], readings.Select(reading => reading.IsEligible));
        var expected = await index.SendAsync(HttpMethod.Post, $"/{index.Plain}/_msearch", Lines, Ndjson);
        Assert.Equal(WireText.Normal(expected, index), WireText.Normal(written.WrittenSpan, index));
    }

    private static ReadOnlyMemory<byte> Page(ReadOnlyMemory<byte> item, WidenedSearch search, SearchRequest request)
    {
        Assert.True(SearchResponse.TryRead(item, search, new() { Dimensions = 4 }, out var response));
        var page = new ArrayBufferWriter<byte>();
        SearchResponseWriter.WriteEnginePage(page, response, new(request.From, request.Size));
        return page.WrittenMemory;
    }
}
