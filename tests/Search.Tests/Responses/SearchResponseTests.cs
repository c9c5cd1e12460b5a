using System.Buffers;
using System.Text;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
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

    [Theory]
    [InlineData("{'error':{'type':'x'},'status':400}")]
    [InlineData("{'took':1,'hits':{'total':3}}")]
    [InlineData("{'hits':{'hits':{}}}")]
    [InlineData("{'hits':[]}")]
    [InlineData("{'hits':{'hits':[1]}}")]
    [InlineData("{'hits':{'hits':[]},'hits':{'hits':[]}}")]
    [InlineData("{'hits':{'hits':[]}} {}")]
    [InlineData("{'hits':{'hits':[{'a':1]}}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html>")]
    public void TryRead_NoHits_IsRefused(string json) => Assert.False(TryRead(json, out _));

    [Theory]
    [InlineData("{'_score':2}", true)]
    [InlineData("{'_score':null}", false)]
    [InlineData("{}", false)]
    [InlineData("{'_score':'NaN'}", false)]
    [InlineData("{'_score':1e400}", false)]
    public void TryRead_Score_IsFiniteWhereTheEngineGaveOne(string hit, bool isFinite)
    {
        Assert.True(TryRead($"{{'hits':{{'hits':[{hit}]}}}}", out var response));
        Assert.Equal(isFinite, float.IsFinite(response.Hits[0].UpstreamScore));
    }

    [Theory]
    [InlineData("[[1,-2]]", true)]
    [InlineData("[ [ 127 , -128 ] ]", true)]
    [InlineData("[1,-2]", true)]
    [InlineData("[[1]]", false)]
    [InlineData("[[1,2,3]]", false)]
    [InlineData("[[1,2],[3,4]]", false)]
    [InlineData("[[1,128]]", false)]
    [InlineData("[[1,2.5]]", false)]
    [InlineData("[[1,null]]", false)]
    [InlineData("[null]", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("['Af4=']", true)]
    [InlineData("['01fe']", true)]
    [InlineData("['01FE']", true)]
    [InlineData("['01fx']", false)]
    [InlineData("['01f']", false)]
    [InlineData("['01fe','01fe']", false)]
    public void TryRead_ElasticsearchVector_IsTakenWhenItFits(string vector, bool fits) => CheckVector(EngineFamily.Elasticsearch, vector, fits);

    [Theory]
    [InlineData("['Af4=']", true)]
    [InlineData("['Af4']", true)]
    [InlineData("['Af4D']", false)]
    [InlineData("['Af']", false)]
    [InlineData("['A']", false)]
    [InlineData("['!!!!']", false)]
    [InlineData("['Af4=','Af4=']", false)]
    [InlineData("[null]", false)]
    [InlineData("[[1,2]]", false)]
    [InlineData("[]", false)]
    public void TryRead_OpenSearchVector_IsTakenWhenItFits(string vector, bool fits) => CheckVector(EngineFamily.OpenSearch, vector, fits);

    [Fact]
    public void WriteEnginePage_ClientAsksForTheVector_KeepsIt()
    {
        const string Json = """{"hits":{"max_score":1.0,"hits":[{"_score":1.0,"fields":{"twinbert.embedding":[[1,-2]],"twinbert.model":["m"]}}]}}""";
        var reading = SearchRequestReader.Read("q=shoe&docvalue_fields=twinbert.embedding", default, new SearchReadOptions());
        var search = SearchRequestRewriter.Widen(reading.Request!, SearchDialect.For(EngineFamily.Elasticsearch));
        Assert.True(SearchResponse.TryRead(Encoding.UTF8.GetBytes(Json), search, new() { Dimensions = 2 }, out var response));

        Assert.Equal([1, -2], response.Hits[0].Vector.ToArray());
        Assert.Equal(
            Json.Replace(",\"twinbert.model\":[\"m\"]", "", StringComparison.Ordinal),
            Write(output => SearchResponseWriter.WriteEnginePage(output, response, new(0, 10))));
    }

    [Fact]
    public void WriteEnginePage_EmbeddingShown_KeepsTheSource()
    {
        var search = SearchRequestRewriter.Widen(SearchRequestReader.Read("q=shoe", default, new()).Request!, SearchDialect.For(EngineFamily.Elasticsearch));
        Assert.True(SearchResponse.TryRead(Encoding.UTF8.GetBytes(ThreeHits), search, new() { Dimensions = 2, ShowEmbedding = true }, out var response));

        Assert.Contains("\"twinbert\":{", Write(output => SearchResponseWriter.WriteEnginePage(output, response, new(0, 1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", 0, "5")]
    [InlineData("5", 7, "12")]
    [InlineData("-1", 7, "-1")]
    [InlineData("\"5\"", 7, "\"5\"")]
    [InlineData("1.5", 7, "1.5")]
    public void WriteEnginePage_Took_IsRaisedWhereItIsANumber(string took, long added, string wanted)
    {
        Assert.True(TryRead("{'took':" + took + ",'hits':{'hits':[]}}", out var response));

        Assert.StartsWith(
            "{\"took\":" + wanted + ",",
            Write(output => SearchResponseWriter.WriteEnginePage(output, response, new(0, 1), added)),
            StringComparison.Ordinal);
    }

    private static void CheckVector(EngineFamily family, string vector, bool fits)
    {
        Assert.True(TryRead("{'hits':{'hits':[{'_score':1.0,'fields':{'twinbert.embedding':" + vector + ",'x':[2]}}]}}", out var response, family));
        Assert.Equal(fits ? 2 : 0, response.Hits[0].Vector.Length);
        Assert.Equal(
            """{"hits":{"hits":[{"_score":1.0,"fields":{"x":[2]}}]}}""",
            Write(output => SearchResponseWriter.WriteEnginePage(output, response, new(0, 1))));
    }

    private static bool TryRead(
        string json,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SearchResponse? response,
        EngineFamily family = EngineFamily.Elasticsearch)
    {
        var search = SearchRequestRewriter.Widen(SearchRequestReader.Read("q=shoe", default, new()).Request!, SearchDialect.For(family));
        return SearchResponse.TryRead(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), search, new() { Dimensions = 2 }, out response);
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
