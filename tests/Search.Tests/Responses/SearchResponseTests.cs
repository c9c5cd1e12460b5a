using System.Buffers;
using System.Text;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Requests;
using TwinBert.Search.Responses;
using Xunit;

namespace TwinBert.Search.Tests.Responses;

public sealed class SearchResponseTests
{
    private const string ThreeHits =
        """{"took":5,"timed_out":false,"hits":{"total":{"value":3,"relation":"eq"},"max_score":3.0,"hits":[""" +
        """{"_index":"i","_id":"a","_score":3.0,"_source":{"n":1e400,"twinbert":{"embedding":[1,2],"model":"m"}},"fields":{"twinbert.embedding":[[1,-2]],"twinbert.model":["m"]}},""" +
        """{"_index":"i","_id":"b","_score":2.0,"_source":{"n":1.0},"fields":{"n":[1.0],"twinbert.model":["m"]},"highlight":{}},""" +
        """{"_index":"i","_id":"c","_score":1.0,"_source":{}}]},"aggregations":{}}""";

    [Fact]
    public void TryRead_HitsWithVectors_GivesThem()
    {
        var response = Read(ThreeHits);

        Assert.True(response.IsRerankable);
        Assert.Equal([3f, 2f, 1f], response.Hits.Select(hit => hit.UpstreamScore));
        Assert.Equal([1, -2], response.Hits[0].Vector.ToArray());
        Assert.Equal(["m", "m", null], response.Hits.Select(hit => hit.Model));
        Assert.True(response.Hits[1].Vector.IsEmpty);
    }

    [Fact]
    public void WriteEnginePage_OfWidenedResponse_TakesOutWhatWeAdded()
    {
        var written = Write(output => SearchResponseWriter.WriteEnginePage(output, Read(ThreeHits), new(0, 2)));

        Assert.Equal(
            """{"took":5,"timed_out":false,"hits":{"total":{"value":3,"relation":"eq"},"max_score":3.0,"hits":[{"_index":"i","_id":"a","_score":3.0,"_source":{"n":1e400}},{"_index":"i","_id":"b","_score":2.0,"_source":{"n":1.0},"fields":{"n":[1.0]},"highlight":{}}]},"aggregations":{}}""",
            written);
    }

    [Fact]
    public void WritePage_NewOrder_MovesHitsAndReplacesScores()
    {
        var order = new HitOrder(new[] { 1, 0 }, new[] { 7.5f, 3f });
        var written = Write(output => SearchResponseWriter.WritePage(output, Read(ThreeHits), new(0, 10), order, addedMilliseconds: 4));

        Assert.Equal(
            """{"took":9,"timed_out":false,"hits":{"total":{"value":3,"relation":"eq"},"max_score":7.5,"hits":[{"_index":"i","_id":"b","_score":7.5,"_source":{"n":1.0},"fields":{"n":[1.0]},"highlight":{}},{"_index":"i","_id":"a","_score":3.0,"_source":{"n":1e400}},{"_index":"i","_id":"c","_score":1.0,"_source":{}}]},"aggregations":{}}""",
            written);
    }

    private static SearchResponse Read(string json)
    {
        var reading = SearchRequestReader.Read("q=shoe", default, new SearchReadOptions());
        var search = SearchRequestRewriter.Widen(reading.Request!, SearchDialect.For(EngineFamily.Elasticsearch));
        Assert.True(SearchResponse.TryRead(Encoding.UTF8.GetBytes(json), search, new() { Dimensions = 2 }, out var response));
        return response;
    }

    private static string Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
