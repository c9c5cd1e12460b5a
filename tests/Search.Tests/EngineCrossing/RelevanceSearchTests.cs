using System.Text;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Reading;
using Xunit;

namespace TwinBert.Search.Tests.EngineCrossing;

public sealed class RelevanceSearchTests
{
    private const string Rest = "\"size\":5,\"track_total_hits\":false,\"_source\":false}";

    [Theory]
    [InlineData("", """{"query":{"match":{"t":"red"}},"sort":["_score","n"],"aggs":{},"from":3}""", "", """{"query":{"match":{"t":"red"}},""")]
    [InlineData("routing=a%20b&sort=n", """{"query":{"match":{"t":"red"}}}""", "routing=a%20b", """{"query":{"match":{"t":"red"}},""")]
    [InlineData("q=red", "", "", """{"query":{"query_string":{"query":"red"}},""")]
    [InlineData(
        "",
        """{"query":{/* text */"match":{"t":"red"}},"min_score":0.5,"post_filter":{"term":{/* brand */"b":"x"}}}""",
        "",
        """{"query":{/* text */"match":{"t":"red"}},"min_score":0.5,"post_filter":{"term":{/* brand */"b":"x"}},""")]
    public void Write_OfASearch_KeepsWhatItLooksFor(string queryString, string body, string keptQueryString, string kept)
    {
        var search = SearchShapeReader.Read(queryString, Encoding.UTF8.GetBytes(body), new());

        var (query, text) = RelevanceSearch.Write(search, 5);

        Assert.Equal((keptQueryString, kept + Rest), (query, Encoding.UTF8.GetString(text)));
    }
}
