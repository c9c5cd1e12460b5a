using System.Text;
using System.Text.Json;
using TwinBert.Search.Dialects;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Wire;

public sealed class VectorTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task TryRead_ManyHitsOfOneSegment_GivesEachItsOwnVector(EngineKind kind)
    {
        await using var index = await WireIndex.CreateAsync(engines, kind, "vectors");
        var reading = SearchRequestReader.Read("", "{\"query\":{\"match_all\":{}},\"size\":50}"u8.ToArray(), new() { QueryText = "shoe" });
        var search = SearchRequestRewriter.Widen(reading.Request!, index.Dialect);

        var answer = await index.SendAsync(HttpMethod.Post, $"/{index.Embedded}/_search?{search.QueryString}", search.Body);

        Assert.True(SearchResponse.TryRead(answer, search, new() { Dimensions = 4 }, out var response));
        using var json = JsonDocument.Parse(answer);
        var ids = json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("_id").GetString()!);
        var read = ids.Zip(response.Hits, (id, hit) => (id, Text: string.Join(',', hit.Vector.ToArray()))).OrderBy(hit => hit.id, StringComparer.Ordinal);
        Assert.Equal(
            WireDocuments.All(EngineFamily.Elasticsearch).Select(
                document => (document.Id, VectorOf(document.Spliced))).OrderBy(hit => hit.Id, StringComparer.Ordinal),
            read);
    }

    private static string VectorOf(string source)
    {
        using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(source));
        return json.RootElement.TryGetProperty("twinbert", out var ours)
            ? string.Join(',', ours.GetProperty("embedding").EnumerateArray().Select(component => component.GetSByte()))
            : "";
    }
}
