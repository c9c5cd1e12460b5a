using System.Text;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;

using Xunit;

namespace TwinBert.Search.Tests.Reading;

public sealed class SearchRequestReaderTests
{
    private const string Query = "\"query\":{\"match\":{\"title\":\"shoe\"}}";

    [Theory]
    [InlineData("", "{Q}", 0, 10)]
    [InlineData("?pretty", "{Q,'size':3,'from':2}", 2, 3)]
    [InlineData("size=4&from=5", "{Q,'size':3,'from':2}", 5, 4)]
    [InlineData("from=1;size=2", "{Q}", 1, 2)]
    [InlineData("size=%32", "{Q}", 0, 2)]
    [InlineData("", "{Q,'size':'7','from':3.0}", 3, 7)]
    [InlineData("q=shoe", "", 0, 10)]
    [InlineData("", " { /* how many */ 'size' : 1 , Q // done\n } \n", 0, 1)]
    public void Read_EligibleSearch_GivesThePage(string queryString, string body, int from, int size)
    {
        var reading = Read(queryString, body);

        Assert.True(reading.IsEligible, reading.SkipReason?.Name);
        Assert.Equal((from, size), (reading.Request.From, reading.Request.Size));
        Assert.Equal("shoe", reading.Request.QueryText);
    }

    [Theory]
    [InlineData("", "{Q,'sort':'_score'}")]
    [InlineData("", "{Q,'sort':['_score']}")]
    [InlineData("", "{Q,'sort':[]}")]
    [InlineData("", "{Q,'sort':[{'_score':'desc'}]}")]
    [InlineData("", "{Q,'sort':{'_score':{'order':'desc'}}}")]
    [InlineData("sort=_score", "{Q}")]
    [InlineData("sort=", "{Q}")]
    [InlineData("sort=_score:desc&format=json", "{Q}")]
    [InlineData("search_type=dfs_query_then_fetch&preference=_local&routing=a,b", "{Q}")]
    [InlineData("", "{Q,'min_score':1,'indices_boost':[{'a':2}],'explain':true,'track_total_hits':false,'profile':false}")]
    [InlineData("", "{Q,'aggs':{},'highlight':{},'suggest':{'s':{'text':'a','term':{'field':'t'}}},'post_filter':{},'runtime_mappings':{}}")]
    [InlineData("", "{Q,'docvalue_fields':['price','twinbert.model',{'field':'date','format':'epoch_millis'}],'fields':['price*']}")]
    [InlineData("", "{Q,'fields':['*',{'field':'twin*'},'twinbert.model']}")]
    [InlineData("docvalue_fields=price,twinbert.embedding", "{Q,'stored_fields':['title']}")]
    public void Read_HarmlessForms_AreEligible(string queryString, string body) => Assert.Null(Read(queryString, body).SkipReason);

    [Theory]
    [InlineData("size=%3", "{Q}", "unreadable_url")]
    [InlineData("size=1&size=2", "{Q}", "unreadable_url")]
    [InlineData("colour=red", "{Q}", "unknown_parameter")]
    [InlineData("source={}", "", "source_parameter")]
    [InlineData("format=yaml", "{Q}", "format")]
    [InlineData("", "{'query':{'function_score':{Q,'random_score':{}}}}", "score_without_text")]
    [InlineData("scroll=1m", "{Q}", "scroll")]
    [InlineData("search_pipeline=p", "{Q}", "search_pipeline")]
    [InlineData("sort=price", "{Q}", "sort")]
    [InlineData("sort=_score:asc", "{Q}", "sort")]
    [InlineData("sort=_score", "{Q,'sort':['_score']}", "sort")]
    [InlineData("", "{Q,'sort':['price']}", "sort")]
    [InlineData("", "{Q,'sort':['_score','price']}", "sort")]
    [InlineData("", "{Q,'sort':[{'_score':'asc'}]}", "sort")]
    [InlineData("", "{Q,'sort':[{'_score':{'order':'desc','missing':0}}]}", "sort")]
    [InlineData("", "{Q,'sort':null}", "sort")]
    [InlineData("", "{Q,'search_after':[1]}", "search_after")]
    [InlineData("", "{Q,'pit':{'id':'x'}}", "pit")]
    [InlineData("", "{Q,'slice':{}}", "slice")]
    [InlineData("", "{Q,'rescore':{}}", "rescore")]
    [InlineData("", "{'retriever':{}}", "retriever")]
    [InlineData("", "{Q,'knn':{}}", "knn")]
    [InlineData("", "{Q,'rank':{}}", "rank")]
    [InlineData("", "{'sub_searches':[]}", "rank")]
    [InlineData("", "{Q,'collapse':{'field':'x'}}", "collapse")]
    [InlineData("", "{Q,'profile':true}", "profile")]
    [InlineData("", "{Q,'suggest':{'s':{'prefix':'a','completion':{}}}}", "completion")]
    [InlineData("", "{Q,'stored_fields':'_none_'}", "stored_fields")]
    [InlineData("stored_fields=_none_", "{Q}", "stored_fields")]
    [InlineData("", "{Q,'fields':'*'}", "embedding_requested")]
    [InlineData("", "{Q,'fields':['twinbert.m?del']}", "embedding_requested")]
    [InlineData("", "{Q,'docvalue_fields':['twinbert.*']}", "embedding_requested")]
    [InlineData("", "{Q,'docvalue_fields':[{'field':'twinbert.model','format':'x'}]}", "embedding_requested")]
    [InlineData("", "{Q,'script_fields':{'twinbert.embedding':{}}}", "embedding_requested")]
    [InlineData("", "{Q,'colour':'red'}", "unknown_key")]
    [InlineData("", "{Q,'ext':{}}", "unknown_key")]
    [InlineData("size=0", "{Q}", "size_0")]
    [InlineData("", "{Q,'size':0}", "size_0")]
    [InlineData("", "{Q,'from':100}", "beyond_window")]
    [InlineData("", "{Q,'from':99,'size':9902}", "result_window")]
    [InlineData("", "{'query':{'match_all':{}}}", "no_query_text")]
    [InlineData("", "{}", "no_query_text")]
    [InlineData("", "", "no_query_text")]
    [InlineData("", "{'suggest':{}}", "no_query_text")]
    [InlineData("", "{'query':{'bool':{'should':[{'knn':{}},{'match':{'a':'b'}}]}}}", "knn")]
    [InlineData("", "{'query':{'hybrid':{'queries':[]}}}", "knn")]
    [InlineData("", "{'query':{'pinned':{'organic':{'match':{'a':'b'}}}}}", "pinned")]
    public void Read_IneligibleSearch_SaysWhy(string queryString, string body, string reason) => Assert.Equal(reason, Read(queryString, body).SkipReason?.Name);

    [Theory]
    [InlineData("{Q")]
    [InlineData("{Q,}")]
    [InlineData("{Q} {}")]
    [InlineData("[]")]
    [InlineData(" ")]
    [InlineData("---\nquery: {}")]
    [InlineData("{Q,Q}")]
    [InlineData("{'size':1,'\\u0073ize':2}")]
    [InlineData("{Q,'size':1.7}")]
    [InlineData("{Q,'size':null}")]
    [InlineData("{Q,'size':-1}")]
    [InlineData("{Q,'size':[1]}")]
    [InlineData("{Q,'size':99999999999}")]
    [InlineData("{'query':{'match':{'title':'\\ud800'}}}")]
    [InlineData("{'\\ud800':1}")]
    [InlineData("{'query':{'wrapper':{'query':'eyJh'}}}")]
    public void Read_UnreadableBody_IsLeftToTheEngine(string body) => Assert.Equal(RerankReason.UnreadableBody, Read("", body).SkipReason);

    [Theory]
    [InlineData("[")]
    [InlineData("{\"query\":")]
    public void Read_HostileDepth_IsLeftToTheEngine(string opening)
    {
        var body = "{\"query\":" + string.Concat(Enumerable.Repeat(opening, 100_000));

        Assert.Equal(RerankReason.UnreadableBody, Read("", body).SkipReason);
    }

    [Fact]
    public void Read_BinaryBody_IsLeftToTheEngine() =>
        Assert.Equal(RerankReason.UnreadableBody, SearchRequestReader.Read("", new byte[] { 0xBF, 0x65, 0x71, 0xFF }, new()).SkipReason);

    [Fact]
    public void Read_QueryTextGiven_WinsOverTheSearch()
    {
        var reading = SearchRequestReader.Read("", Encoding.UTF8.GetBytes("{\"query\":{\"match_all\":{}}}"), new() { QueryText = "boots" });

        Assert.Equal("boots", reading.Request?.QueryText);
    }

    [Theory]
    [InlineData("", "{'query':{'terms':{'t':['red','shoe','red']}}}", "red shoe")]
    [InlineData("", "{Q,'ext':{'text':' boots '}}", "boots")]
    [InlineData("", "{'query':{'terms':{'t':['red']}},'ext':{'text':'boots'}}", "boots")]
    [InlineData("", "{Q,'ext':{'text':' '}}", "shoe")]
    [InlineData("", "{Q,'ext':{'text':7}}", "shoe")]
    [InlineData("", "{Q}", "shoe")]
    [InlineData("q=hat", "{'query':{'terms':{'t':['red']}}}", "hat")]
    [InlineData("q=hat", "{'ext':{'text':'boots'}}", "boots")]
    public void Read_TextInAPlaceOfTheBody_WinsOverTheQuery(string queryString, string body, string text) =>
        Assert.Equal(text, Read(queryString, body, WithPlaces).Request?.QueryText);

    [Fact]
    public void Read_QueryTextGiven_WinsOverAPlaceOfTheBody() =>
        Assert.Equal("cap", Read("", "{'ext':{'text':'boots'}}", WithPlaces with { QueryText = "cap" }).Request?.QueryText);

    [Theory]
    [InlineData("{'query':{'knn':{}},'ext':{'text':'boots'}}", "knn")]
    [InlineData("{'query':{'match_all':{}},'sort':['n'],'ext':{'text':'boots'}}", "sort")]
    [InlineData("{'query':{'match_all':{}},'colour':1,'ext':{'text':'boots'}}", "unknown_key")]
    [InlineData("{'query':{'match_all':{}},'ext':{}}", "no_query_text")]
    [InlineData("{'query':{'match_all':{}},'ext':{'text':'\\ud800'}}", "unreadable_body")]
    public void Read_TextInAPlaceButSomethingElseNotUnderstood_SaysWhy(string body, string reason) =>
        Assert.Equal(reason, Read("", body, WithPlaces).SkipReason?.Name);

    [Fact]
    public void Read_LongTextInAPlace_IsCut() =>
        Assert.Equal(2_000, Read("", "{'ext':{'text':'" + new string('a', 3_000) + "'}}", WithPlaces).Request?.QueryText.Length);

    [Fact]
    public void Read_LastPageOfTheWindow_IsEligible() => Assert.True(Read("", "{Q,'from':99,'size':9901}").IsEligible);

    private static SearchReadOptions WithPlaces { get; } = new()
    {
        QueryTextPlaces =
        [
            new("ext", ext => ext.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? [text.GetString()!] : []),
            new(
                "query",
                query => query.TryGetProperty("terms", out var terms) ? terms.GetProperty("t").EnumerateArray().Select(term => term.GetString()!) : []),
        ],
    };

    private static SearchReading Read(string queryString, string body, SearchReadOptions? options = null) =>
        SearchRequestReader.Read(queryString, Encoding.UTF8.GetBytes(body.Replace('\'', '"').Replace("Q", Query, StringComparison.Ordinal)), options ?? new());
}
