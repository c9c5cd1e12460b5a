using System.Text;
using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;

using Xunit;

namespace TwinBert.Search.Tests.Reading;

public sealed class AnswerFilterTests
{
    [Theory]
    [InlineData("filter_path=", "{Q,'rescore':[ /* none */ ]}")]
    [InlineData("filter_path=hits.hits._id", "{Q}")]
    [InlineData("filter_path=took,hits.total,hits.max_score,hits.hits._score,hits.hits._source.title", "{Q}")]
    [InlineData("filter_path=hits.hits._source", "{Q}")]
    [InlineData("filter_path=hits.hits._id,hits.hits.fields.twinbert%5C.embedding", "{Q}")]
    [InlineData("filter_path=hits.hits", "{Q,'_source':false}")]
    [InlineData("filter_path=**._score,_shards", "{Q}")]
    [InlineData("filter_path=h*.*,-hits.hits._source.description,-_shards", "{Q,'fields':['*']}")]
    public void Read_FilterThatKeepsSomethingOfEveryHit_IsEligible(string queryString, string body) => Assert.Null(ReasonOf(queryString, body));

    [Theory]
    [InlineData("filter_path=took,hits.total", "{Q}")]
    [InlineData("filter_path=hits.hits.highlight", "{Q}")]
    [InlineData("filter_path=hits.hits._source.title", "{Q}")]
    [InlineData("filter_path=hits.hits._source", "{Q,'_source':false}")]
    [InlineData("filter_path=-hits.hits._score", "{Q}")]
    [InlineData("filter_path=hits,-hits.hits.fields", "{Q}")]
    [InlineData("filter_path=-hits.hits.fields.*", "{Q}")]
    [InlineData("filter_path=hits.hits._id, took", "{Q}")]
    [InlineData("filter_path=hits..hits", "{Q}")]
    [InlineData("filter_path=hits\\hits", "{Q}")]
    [InlineData("filter_path=hits\\.hits._id", "{Q}")]
    [InlineData("filter_path=-hits.hits.fields.twinbert\\.*", "{Q}")]
    [InlineData("filter_path=hits.hits._id,hits.hits.fields.a", "{Q,'fields':['*']}")]
    public void Read_AnyOtherFilter_IsLeftToTheEngine(string queryString, string body) => Assert.Equal("filter_path", ReasonOf(queryString, body));

    private static string? ReasonOf(string queryString, string body)
    {
        var json = body.Replace('\'', '"').Replace("Q", "\"query\":{\"match\":{\"title\":\"shoe\"}}", StringComparison.Ordinal);
        return SearchRequestReader.Read(queryString, Encoding.UTF8.GetBytes(json), new()).SkipReason?.Name;
    }
}
