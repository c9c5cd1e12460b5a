using System.Text;
using System.Text.Json;
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

        Assert.True(reading.IsEligible, reading.SkipReason);
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
    [InlineData("size=%3", "{Q}", SkipReason.UnreadableUrl)]
    [InlineData("size=1&size=2", "{Q}", SkipReason.UnreadableUrl)]
    [InlineData("colour=red", "{Q}", SkipReason.UnknownParameter)]
    [InlineData("source={}", "", SkipReason.SourceParameter)]
    [InlineData("format=yaml", "{Q}", SkipReason.Format)]
    [InlineData("", "{'query':{'function_score':{Q,'random_score':{}}}}", SkipReason.ScoreWithoutText)]
    [InlineData("scroll=1m", "{Q}", SkipReason.Scroll)]
    [InlineData("search_pipeline=p", "{Q}", SkipReason.SearchPipeline)]
    [InlineData("sort=price", "{Q}", SkipReason.Sort)]
    [InlineData("sort=_score:asc", "{Q}", SkipReason.Sort)]
    [InlineData("sort=_score", "{Q,'sort':['_score']}", SkipReason.Sort)]
    [InlineData("", "{Q,'sort':['price']}", SkipReason.Sort)]
    [InlineData("", "{Q,'sort':['_score','price']}", SkipReason.Sort)]
    [InlineData("", "{Q,'sort':[{'_score':'asc'}]}", SkipReason.Sort)]
    [InlineData("", "{Q,'sort':[{'_score':{'order':'desc','missing':0}}]}", SkipReason.Sort)]
    [InlineData("", "{Q,'sort':null}", SkipReason.Sort)]
    [InlineData("", "{Q,'search_after':[1]}", SkipReason.SearchAfter)]
    [InlineData("", "{Q,'pit':{'id':'x'}}", SkipReason.PointInTime)]
    [InlineData("", "{Q,'slice':{}}", SkipReason.Slice)]
    [InlineData("", "{Q,'rescore':{}}", SkipReason.Rescore)]
    [InlineData("", "{'retriever':{}}", SkipReason.Retriever)]
    [InlineData("", "{Q,'knn':{}}", SkipReason.Knn)]
    [InlineData("", "{Q,'rank':{}}", SkipReason.Rank)]
    [InlineData("", "{'sub_searches':[]}", SkipReason.Rank)]
    [InlineData("", "{Q,'collapse':{'field':'x'}}", SkipReason.Collapse)]
    [InlineData("", "{Q,'profile':true}", SkipReason.Profile)]
    [InlineData("", "{Q,'suggest':{'s':{'prefix':'a','completion':{}}}}", SkipReason.Completion)]
    [InlineData("", "{Q,'stored_fields':'_none_'}", SkipReason.StoredFields)]
    [InlineData("stored_fields=_none_", "{Q}", SkipReason.StoredFields)]
    [InlineData("", "{Q,'fields':'*'}", SkipReason.EmbeddingRequested)]
    [InlineData("", "{Q,'fields':['twinbert.m?del']}", SkipReason.EmbeddingRequested)]
    [InlineData("", "{Q,'docvalue_fields':['twinbert.*']}", SkipReason.EmbeddingRequested)]
    [InlineData("", "{Q,'docvalue_fields':[{'field':'twinbert.model','format':'x'}]}", SkipReason.EmbeddingRequested)]
    [InlineData("", "{Q,'script_fields':{'twinbert.embedding':{}}}", SkipReason.EmbeddingRequested)]
    [InlineData("", "{Q,'colour':'red'}", SkipReason.UnknownKey)]
    [InlineData("", "{Q,'ext':{}}", SkipReason.UnknownKey)]
    [InlineData("size=0", "{Q}", SkipReason.SizeZero)]
    [InlineData("", "{Q,'size':0}", SkipReason.SizeZero)]
    [InlineData("", "{Q,'from':100}", SkipReason.BeyondWindow)]
    [InlineData("", "{Q,'from':99,'size':9902}", SkipReason.ResultWindow)]
    [InlineData("", "{'query':{'match_all':{}}}", SkipReason.NoQueryText)]
    [InlineData("", "{}", SkipReason.NoQueryText)]
    [InlineData("", "", SkipReason.NoQueryText)]
    [InlineData("", "{'suggest':{}}", SkipReason.NoQueryText)]
    [InlineData("", "{'query':{'bool':{'should':[{'knn':{}},{'match':{'a':'b'}}]}}}", SkipReason.Knn)]
    [InlineData("", "{'query':{'hybrid':{'queries':[]}}}", SkipReason.Knn)]
    [InlineData("", "{'query':{'pinned':{'organic':{'match':{'a':'b'}}}}}", SkipReason.Pinned)]
    public void Read_IneligibleSearch_SaysWhy(string queryString, string body, string reason) => Assert.Equal(reason, Read(queryString, body).SkipReason);

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
    public void Read_UnreadableBody_IsLeftToTheEngine(string body) => Assert.Equal(SkipReason.UnreadableBody, Read("", body).SkipReason);

    [Theory]
    [InlineData("[")]
    [InlineData("{\"query\":")]
    public void Read_HostileDepth_IsLeftToTheEngine(string opening)
    {
        var body = "{\"query\":" + string.Concat(Enumerable.Repeat(opening, 100_000));

        Assert.Equal(SkipReason.UnreadableBody, Read("", body).SkipReason);
    }

    [Fact]
    public void Read_BinaryBody_IsLeftToTheEngine() =>
        Assert.Equal(SkipReason.UnreadableBody, SearchRequestReader.Read("", new byte[] { 0xBF, 0x65, 0x71, 0xFF }, new()).SkipReason);

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
    [InlineData("{'query':{'knn':{}},'ext':{'text':'boots'}}", SkipReason.Knn)]
    [InlineData("{'query':{'match_all':{}},'sort':['n'],'ext':{'text':'boots'}}", SkipReason.Sort)]
    [InlineData("{'query':{'match_all':{}},'colour':1,'ext':{'text':'boots'}}", SkipReason.UnknownKey)]
    [InlineData("{'query':{'match_all':{}},'ext':{}}", SkipReason.NoQueryText)]
    [InlineData("{'query':{'match_all':{}},'ext':{'text':'\\ud800'}}", SkipReason.UnreadableBody)]
    public void Read_TextInAPlaceButSomethingElseNotUnderstood_SaysWhy(string body, string reason) =>
        Assert.Equal(reason, Read("", body, WithPlaces).SkipReason);

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
