using System.Text;
using TwinBert.Search.Dialects;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;
using Xunit;

namespace TwinBert.Search.Tests.Rewriting;

public sealed class SearchRequestRewriterTests
{
    private const string Query = "\"query\":{\"match\":{\"title\":\"shoe\"}}";
    private const string DocValues = "'docvalue_fields':['twinbert.embedding','twinbert.model']";

    [Theory]
    [InlineData("", "{Q}", "", "{Q,'size':100,D}")]
    [InlineData("", "{ }", "", "{ 'size':100,D}")]
    [InlineData("", " {Q, 'size' : 3 , 'from':2 } ", "", " {Q, 'size' : 100 , 'from':0 ,D} ")]
    [InlineData("", "{'size':'3',Q // three\n}", "", "{'size':100,Q // three\n,D}")]
    [InlineData("", "{Q,'from':95,'size':20}", "", "{Q,'from':0,'size':115,D}")]
    [InlineData("?from=1&pretty&size=4", "{Q,'size':7}", "from=0&pretty&size=100", "{Q,'size':7,D}")]
    [InlineData("x=%2F+;size=4", "{Q}", "x=%2F+;size=100", "{Q,D}")]
    [InlineData("q=shoe", "", "q=shoe", "{'size':100,D}")]
    [InlineData("", "{Q,'docvalue_fields':[ 'a' ]}", "", "{Q,'docvalue_fields':[ 'a' ,'twinbert.embedding','twinbert.model'],'size':100}")]
    [InlineData("", "{Q,'docvalue_fields':[/* none */]}", "", "{Q,'docvalue_fields':[/* none */'twinbert.embedding','twinbert.model'],'size':100}")]
    [InlineData("", "{Q,'docvalue_fields':['twinbert.embedding']}", "", "{Q,'docvalue_fields':['twinbert.embedding','twinbert.model'],'size':100}")]
    [InlineData("docvalue_fields=twinbert.embedding,twinbert.model", "{Q}", "docvalue_fields=twinbert.embedding,twinbert.model", "{Q,'size':100}")]
    [InlineData("filter_path=took,hits.hits._id&size=3", "{Q}", "filter_path=took,hits.hits._id,hits.hits._score,hits.hits.fields.twinbert%5C.embedding,hits.hits.fields.twinbert%5C.model&size=100", "{Q,D}")]
    [InlineData("filter_path=hits.hits._score", "{Q}", "filter_path=hits.hits._score,hits.hits.fields.twinbert%5C.embedding,hits.hits.fields.twinbert%5C.model", "{Q,'size':100,D}")]
    [InlineData("filter_path=hits.hits.fields.twinbert.*,hits.hits._id", "{Q}", "filter_path=hits.hits.fields.twinbert.*,hits.hits._id,hits.hits._score,hits.hits.fields.twinbert%5C.embedding,hits.hits.fields.twinbert%5C.model", "{Q,'size':100,D}")]
    [InlineData("filter_path=hits", "{Q}", "filter_path=hits", "{Q,'size':100,D}")]
    [InlineData("filter_path=-hits.hits._source.text", "{Q}", "filter_path=-hits.hits._source.text", "{Q,'size':100,D}")]
    [InlineData("filter_path=", "{Q,'rescore':[]}", "filter_path=", "{Q,'rescore':[],'size':100,D}")]
    public void Widen_OnElasticsearch8_ChangesOnlyWhatItMust(string queryString, string body, string wantedQueryString, string wantedBody) =>
        Check(SearchDialect.For(EngineFamily.Elasticsearch, new(8, 19)), queryString, body, wantedQueryString, wantedBody);

    [Theory]
    [InlineData("", "{Q}", "", "{Q,'size':100,'_source':{'exclude_vectors':false},D}")]
    [InlineData("", "{Q,'_source':true}", "", "{Q,'_source':{'exclude_vectors':false},'size':100,D}")]
    [InlineData("", "{Q,'_source':[]}", "", "{Q,'_source':{'exclude_vectors':false},'size':100,D}")]
    [InlineData("", "{Q,'_source':['a']}", "", "{Q,'_source':['a'],'size':100,D}")]
    [InlineData("_source=true", "{Q,'_source':false}", "_source=true&_source_exclude_vectors=false", "{Q,'_source':false,'size':100,D}")]
    [InlineData("_source=a", "{Q}", "_source=a", "{Q,'size':100,D}")]
    [InlineData("_source_includes=a", "{Q}", "_source_includes=a", "{Q,'size':100,D}")]
    [InlineData("", "{Q,'stored_fields':['a']}", "", "{Q,'stored_fields':['a'],'size':100,D}")]
    [InlineData("stored_fields=a", "{Q}", "stored_fields=a", "{Q,'size':100,D}")]
    [InlineData("", "{Q,'script_fields':{}}", "", "{Q,'script_fields':{},'size':100,D}")]
    public void Widen_OnElasticsearch9_KeepsTheSourceAsItIs(string queryString, string body, string wantedQueryString, string wantedBody) =>
        Check(SearchDialect.For(EngineFamily.Elasticsearch, new(9, 4)), queryString, body, wantedQueryString, wantedBody);

    [Theory]
    [InlineData("", "{Q}", "", "{Q,'size':100,D}")]
    [InlineData("", "{Q,'_source':false}", "", "{Q,'_source':false,'size':100,D}")]
    [InlineData("stored_fields=a", "{Q}", "stored_fields=a", "{Q,'size':100,D}")]
    public void Widen_OnOpenSearch_AsksForDocValues(string queryString, string body, string wantedQueryString, string wantedBody) =>
        Check(SearchDialect.For(EngineFamily.OpenSearch), queryString, body, wantedQueryString, wantedBody);

    [Theory]
    [InlineData("", "{Q,'sort':['price']}", "_source_exclude_vectors=false")]
    [InlineData("?scroll=1m", "{Q}", "?scroll=1m&_source_exclude_vectors=false")]
    [InlineData("?", "", "?_source_exclude_vectors=false")]
    [InlineData("", "{Q,'_source':true}", "_source_exclude_vectors=false")]
    [InlineData("", "{Q,'_source':['a']}", "")]
    [InlineData("_source=false", "{Q}", "_source=false")]
    [InlineData("source=%7B%7D", "", "source=%7B%7D&_source_exclude_vectors=false")]
    [InlineData("source=%7B%22_source%22:%5B%22a%22%5D%7D", "", "source=%7B%22_source%22:%5B%22a%22%5D%7D")]
    [InlineData("size=1&size=2", "{Q}", "size=1&size=2&_source_exclude_vectors=false")]
    [InlineData("size=1&size=2", "{Q,'_source':['a']}", "size=1&size=2")]
    [InlineData("_source=a&_source=b", "{Q}", "_source=a&_source=b")]
    [InlineData("", "{Q,'script_fields':{}}", "")]
    [InlineData("", "{Q", "")]
    public void KeepWholeSource_OnElasticsearch9_AsksInTheUrl(string queryString, string body, string wanted)
    {
        var bytes = Encoding.UTF8.GetBytes(Json(body));

        Assert.Equal(wanted, SearchRequestRewriter.KeepWholeSource(queryString, bytes, SearchDialect.For(EngineFamily.Elasticsearch, new(9, 2))));
        Assert.Equal(queryString, SearchRequestRewriter.KeepWholeSource(queryString, bytes, SearchDialect.For(EngineFamily.Elasticsearch, new(9, 1))));
    }

    private static void Check(SearchDialect dialect, string queryString, string body, string wantedQueryString, string wantedBody)
    {
        var widened = Widen(dialect, queryString, body);

        Assert.Equal(wantedQueryString, widened.QueryString);
        Assert.Equal(Json(wantedBody), Encoding.UTF8.GetString(widened.Body.Span));
    }

    private static WidenedSearch Widen(SearchDialect dialect, string queryString, string body)
    {
        // A query text of its own, so that bodies without a query are eligible, and a URL parameter of ours to stand for any other.
        var reading = SearchRequestReader.Read(
            queryString.Replace("x=", "preference=", StringComparison.Ordinal),
            Encoding.UTF8.GetBytes(Json(body)),
            new() { QueryText = "shoe" });
        Assert.True(reading.IsEligible, reading.SkipReason?.Name);
        var widened = SearchRequestRewriter.Widen(reading.Request, dialect);
        return widened with { QueryString = widened.QueryString.Replace("preference=", "x=", StringComparison.Ordinal) };
    }

    private static string Json(string text) => text
        .Replace("Q", Query, StringComparison.Ordinal)
        .Replace("D}", DocValues + "}", StringComparison.Ordinal)
        .Replace('\'', '"');
}
