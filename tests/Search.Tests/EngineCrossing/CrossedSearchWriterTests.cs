using System.Text;
using TwinBert.Search.Dialects;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;
using Xunit;

namespace TwinBert.Search.Tests.EngineCrossing;

/// <summary>In the expected texts, «…» is a query with the factor.</summary>
public sealed class CrossedSearchWriterTests
{
    private const string T = "{'match':{'t':'red'}}";
    private const string U = "{'match_phrase':{'t':{'query':'red boot'}}}";
    private const string B = "{'ids':{'values':['1'],'boost':100}}";
    private const string Script = "{\"id\":\"s\"}";

    [Theory]
    [InlineData("T", "«T»")]
    [InlineData("B", "«B»")]
    [InlineData("{'match':{'available':true}}", "«{'match':{'available':true}}»")]
    [InlineData("{'what':{}}", "«{'what':{}}»")]
    [InlineData("{'bool':{'must':[T,U],'should':U,'filter':B}}", "«{'bool':{'must':[T,U],'should':U,'filter':B}}»")]
    [InlineData("{'bool':{'must':T,'should':[B]}}", "{'bool':{'must':«T»,'should':[B]}}")]
    [InlineData("{'bool':{'must':[ T , U ,B],'should':[B,U]}}", "{'bool':{'must':[ must«T , U» ,B],'should':[B,«U»]}}")]
    [InlineData("{'bool':{'must':B,'should':[T,/* , */ U]}}", "{'bool':{'must':B,'should':[should«T,/* , */ U»]}}")]
    [InlineData("{'bool':{'minimum_should_match':1,'should':[T,U,B]}}", "{'bool':{'minimum_should_match':1,'should':[should«T,U»,B]}}")]
    [InlineData("{'bool':{'minimum_should_match':'0','should':[T,B,U]}}", "{'bool':{'minimum_should_match':'0','should':[«T»,B,«U»]}}")]
    [InlineData("{'bool':{'minimum_should_match':2,'should':[T,U,B]}}", "{'bool':{'minimum_should_match':2,'should':[«T»,«U»,B]}}")]
    [InlineData("{'bool':{'minimum_should_match':'75%','should':[T,U,B]}}", "{'bool':{'minimum_should_match':'75%','should':[«T»,«U»,B]}}")]
    [InlineData("{'bool':{'must':{'bool':{'should':[T,B]}},'should':T}}", "{'bool':{'must':{'bool':{'should':[«T»,B]}},'should':«T»}}")]
    [InlineData("{'bool':{'must':T,'should':{'what':{}}}}", "«{'bool':{'must':T,'should':{'what':{}}}}»")]
    [InlineData("{'bool':{'must':[T,{'bool':{'must':[U,B]}}],'should':{'wrapper':{'query':''}}}}", "«{'bool':{'must':[T,{'bool':{'must':[U,B]}}],'should':{'wrapper':{'query':''}}}}»")]
    [InlineData("{'bool':{'must':{'match':{'t':{'query':'red','boost':0}}},'should':T}}", "{'bool':{'must':{'match':{'t':{'query':'red','boost':0}}},'should':«T»}}")]
    [InlineData("{'bool':{'must':B,'filter':T}}", "«{'bool':{'must':B,'filter':T}}»")]
    [InlineData("{'dis_max':{'queries':[T,U]}}", "«{'dis_max':{'queries':[T,U]}}»")]
    [InlineData("{'dis_max':{'queries':[T,U,B]}}", "{'dis_max':{'queries':[«T»,«U»,B]}}")]
    [InlineData("{'boosting':{'positive':{'bool':{'must':[T,B]}},'negative':U}}", "{'boosting':{'positive':{'bool':{'must':[«T»,B]}},'negative':U}}")]
    [InlineData("{'bool':{'must':[{'nested':{'path':'p','query':{'bool':{'must':[T,B]}}}},B]}}", "{'bool':{'must':[«{'nested':{'path':'p','query':{'bool':{'must':[T,B]}}}}»,B]}}")]
    [InlineData("{'bool':{'must':[{'nested':{'path':'p','score_mode':'none','query':T}},U]}}", "{'bool':{'must':[{'nested':{'path':'p','score_mode':'none','query':T}},«U»]}}")]
    [InlineData("{'function_score':{'query':T,'weight':20}}", "{'function_score':{'query':«T»,'weight':20}}")]
    [InlineData("{'function_score':{'query':T}}", "«{'function_score':{'query':T}}»")]
    [InlineData("{'function_score':{'query':T,'weight':20,'boost_mode':'sum'}}", "{'function_score':{'query':«T»,'weight':20,'boost_mode':'sum'}}")]
    [InlineData("{'function_score':{'query':T,'weight':20,'boost_mode':'sum','min_score':2}}", "«{'function_score':{'query':T,'weight':20,'boost_mode':'sum','min_score':2}}»")]
    [InlineData("{'function_score':{'functions':[{'weight':2}],'query':{'bool':{'must':[B,T]}}}}", "{'function_score':{'functions':[{'weight':2}],'query':{'bool':{'must':[B,«T»]}}}}")]
    [InlineData("{'bool':{'must':T,'should':{'function_score':{'query':T,'weight':5,'boost_mode':'replace'}}}}", "{'bool':{'must':«T»,'should':{'function_score':{'query':T,'weight':5,'boost_mode':'replace'}}}}")]
    [InlineData("{'script_score':{'query':T,'script':'_score + 1'}}", "{'script_score':{'query':«T»,'script':'_score + 1'}}")]
    [InlineData("{'bool':{'must':[T,{'script_score':{'query':U,'script':'7'}}]}}", "{'bool':{'must':[«T»,{'script_score':{'query':U,'script':'7'}}]}}")]
    [InlineData("{'constant_score':{'filter':T}}", "«{'constant_score':{'filter':T}}»")]
    [InlineData("{'b\\u006fol':{'sh\\u006fuld':[T,B]}}", "{'b\\u006fol':{'sh\\u006fuld':[«T»,B]}}")]
    [InlineData("{'bool':{'should':[T,B,T,B,T,B,T,B,T,B,T,B,T,B,T,B]}}", "{'bool':{'should':[«T»,B,«T»,B,«T»,B,«T»,B,«T»,B,«T»,B,«T»,B,«T»,B]}}")]
    [InlineData("{'bool':{'should':[T,B,T,B,T,B,T,B,T,B,T,B,T,B,T,B,T,B]}}", "«{'bool':{'should':[T,B,T,B,T,B,T,B,T,B,T,B,T,B,T,B,T,B]}}»")]
    public void Wrap_Query_IsAroundTheText(string query, string wanted) =>
        CheckWrap("", $"{{'size':3, 'query' : {query} }}", "", $"{{'size':3, 'query' : {wanted} }}");

    [Theory]
    [InlineData("", "", "", "{'query':«{'match_all':{}}»}")]
    [InlineData("size=3", "{ }", "size=3", "{ 'query':«{'match_all':{}}»}")]
    [InlineData("q=red", "", "", "{'query':«{'query_string':{'query':'red'}}»}")]
    [InlineData("a%62=1&q=re%22d+boot;df=t&size=3", "", "a%62=1&size=3", "{'query':«{'query_string':{'query':'re\\\"d boot','default_field':'t'}}»}")]
    [InlineData("lenient&q=red&default_operator=AND&analyzer=x&analyze_wildcard=true&routing=a", "{'size':3}", "routing=a", "{'size':3,'query':«{'query_string':{'query':'red','analyzer':'x','analyze_wildcard':'true','lenient':'true','default_operator':'AND'}}»}")]
    [InlineData("q=red", "{'query':U,'size':3}", "", "{'query':«{'query_string':{'query':'red'}}»,'size':3}")]
    [InlineData("size=3&q=red", "{'min_score':'0.5'}", "size=3", "{'min_score':0,'query':«{'function_score':{'query':{'query_string':{'query':'red'}},'min_score':'0.5'}}»}")]
    [InlineData("df=t", "{'query':T}", "df=t", "{'query':«T»}")]
    [InlineData("", "{'min_score':1.50,'query':T}", "", "{'min_score':0,'query':«{'function_score':{'query':T,'min_score':1.50}}»}")]
    [InlineData("", "{'query':{'function_score':{'query':T,'weight':2}},'min_score':1}", "", "{'query':«{'function_score':{'query':{'function_score':{'query':T,'weight':2}},'min_score':1}}»,'min_score':0}")]
    [InlineData("", "{'query':{'bool':{'must':[T,B]}},'min_score':1}", "", "{'query':{'bool':{'must':[{'bool':{'must':[«T»,B]}}],'filter':[{'function_score':{'query':{'bool':{'must':[T,B]}},'min_score':1}}]}},'min_score':0}")]
    [InlineData("", "{'query':{'bool':{'must':[T,B]}},'rescore':{'query':{}}}", "", "{'query':{'bool':{'must':[«T»,B]}},'rescore':{'query':{}}}")]
    [InlineData("", "{'retriever':{ 'standard': {'filter':U, 'query': T ,'min_score':2}}}", "", "{'retriever':{ 'standard': {'filter':U, 'query': «{'function_score':{'query':T,'min_score':2}}» ,'min_score':0}}}")]
    [InlineData("", "{'retriever':{'standard':{'query':{'bool':{'must':[T,B]}}}}}", "", "{'retriever':{'standard':{'query':{'bool':{'must':[«T»,B]}}}}}")]
    public void Wrap_Search_ChangesOnlyWhatItMust(string queryString, string body, string wantedQueryString, string wantedBody) =>
        CheckWrap(queryString, body, wantedQueryString, wantedBody);

    [Theory]
    [InlineData("", "{'query':T}", "{'query':T,'rescore':[R]}")]
    [InlineData("q=red", "", "{'rescore':[R]}")]
    [InlineData("", "{'query':T,'rescore':[ ] }", "{'query':T,'rescore':[ R] }")]
    [InlineData("", "{'rescore': {'query':{}} ,'query':T}", "{'rescore': [{'query':{}},R] ,'query':T}")]
    [InlineData("", "{'rescore':[{'query':{}}, {'query':{}}],'query':T}", "{'rescore':[{'query':{}}, {'query':{}},R],'query':T}")]
    [InlineData("", "{'query':{'function_score':{'query':T,'weight':20}},'min_score':2}", "{'query':{'function_score':{'query':T,'weight':20}},'min_score':2,'rescore':[R]}")]
    [InlineData("", "{'query':{'bool':{'must':[T,B]}} }", "{'query':{'bool':{'must':[T,B]}} ,'rescore':[{'window_size':50,'query':{'rescore_query':{'bool':{'must':[«T»,B]}},'score_mode':'total','query_weight':1e-30}}]}")]
    public void Rescore_Search_ComesBehindTheClientsOwn(string queryString, string body, string wanted)
    {
        var shape = Read(queryString, body);
        Assert.Null(shape.ReasonAgainst(RerankForm.Rescore, EngineFamily.OpenSearch));

        var written = CrossedSearchWriter.Rescore(shape, new(Encoding.UTF8.GetBytes(Script), 0.25), 50, SearchDialect.For(EngineFamily.OpenSearch, new(2, 19)));

        const string Alone = "{'window_size':50,'query':{'rescore_query':{'function_score':{'script_score':{'script':{'id':'s'}}}},"
            + "'score_mode':'multiply','query_weight':0.25,'rescore_query_weight':4}}";
        Assert.Equal(
            (queryString, Spelled(wanted.Replace("R", Alone, StringComparison.Ordinal))),
            (written.QueryString, Encoding.UTF8.GetString(written.Body.Span)));
    }

    [Theory]
    [InlineData("", "{'query':T}", "", "{'query':«T»,'_source':{'exclude_vectors':false}}")]
    [InlineData("_source=true&q=red", "", "_source=true&_source_exclude_vectors=false", "{'query':«{'query_string':{'query':'red'}}»}")]
    [InlineData("", "{'_source':[],'query':T}", "", "{'_source':{'exclude_vectors':false},'query':«T»}")]
    [InlineData("", "{'_source':['a'],'query':T}", "", "{'_source':['a'],'query':«T»}")]
    public void Wrap_OnElasticsearch9_KeepsTheSourceAsItIs(string queryString, string body, string wantedQueryString, string wantedBody) =>
        CheckWrap(queryString, body, wantedQueryString, wantedBody, new(9, 4));

    [Theory]
    [InlineData("allow_partial_search_results=true", "{'query':T}", "allow_partial_search_results=true&_source_excludes=twinbert", "{'query':«T»}")]
    [InlineData("", "{'query':T}", "allow_partial_search_results=false&_source_excludes=twinbert", "{'query':«T»}")]
    [InlineData("q=red&_source=a", "", "_source=a&allow_partial_search_results=false&_source_excludes=twinbert", "{'query':«{'query_string':{'query':'red'}}»}")]
    [InlineData("", "{'_source':['a'],'query':T}", "allow_partial_search_results=false&_source_includes=a&_source_excludes=twinbert", "{'_source':['a'],'query':«T»}")]
    [InlineData("", "{'_source':false,'query':T}", "allow_partial_search_results=false", "{'_source':false,'query':«T»}")]
    [InlineData("", "{'stored_fields':'_none_','query':T}", "allow_partial_search_results=false", "{'stored_fields':'_none_','query':«T»}")]
    public void Wrap_AnswerThatNothingIsCutOutOf_HasTheEngineLeaveTheEmbeddingOut(
        string queryString, string body, string wantedQueryString, string wantedBody) =>
        CheckWrap(queryString, body, wantedQueryString, wantedBody, new(9, 4), new() { QueryText = "red", HasOtherForm = true });

    [Fact]
    public void Wrap_AnswerInAnotherFormWithTheEmbedding_KeepsTheWholeSource() => CheckWrap(
        "",
        "{'query':T}",
        "allow_partial_search_results=false",
        "{'query':«T»,'_source':{'exclude_vectors':false}}",
        new(9, 4),
        new() { QueryText = "red", HasOtherForm = true, ShowsEmbedding = true });

    private static void CheckWrap(
        string queryString, string body, string wantedQueryString, string wantedBody, Version? version = null, SearchReadOptions? options = null)
    {
        var shape = Read(queryString, body, options);

        var written = CrossedSearchWriter.Wrap(
            shape, new(Encoding.UTF8.GetBytes(Script), 0.25), SearchDialect.For(EngineFamily.Elasticsearch, version ?? new(8, 19)));

        Assert.Equal((wantedQueryString, Spelled(wantedBody)), (written.QueryString, Encoding.UTF8.GetString(written.Body.Span)));
    }

    private static SearchShape Read(string queryString, string body, SearchReadOptions? options = null) =>
        SearchShapeReader.Read(queryString, Encoding.UTF8.GetBytes(Spelled(body)), options ?? new() { QueryText = "red" });

    private static string Spelled(string text) => Factors
        .Spelled(
            text.Replace("T", T, StringComparison.Ordinal).Replace("U", U, StringComparison.Ordinal).Replace("B", B, StringComparison.Ordinal),
            Script)
        .Replace('\'', '"');
}
