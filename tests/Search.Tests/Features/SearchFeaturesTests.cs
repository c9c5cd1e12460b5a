using System.Text;
using TwinBert.Protocol;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Search.Tests.Features;

public sealed class SearchFeaturesTests
{
    private const string Query = "'query':{'match':{'title':'shoe'}}";
    private const string Added = "{'bool':{'must':{'match':{'title':'shoe'}},'should':{'term':{'a':{'value':'b','_name':'n'}}}}}";

    public static TheoryData<string, string, SearchFeature[]> Searches => new()
    {
        { "a=%", "{Q}", [SearchFeature.UnreadableUrl] },
        { "", "{Q", [SearchFeature.UnreadableBody] },
        { "", "{Q,'size':'many'}", [SearchFeature.UnreadableBody] },
        { "what=1", "{Q}", [SearchFeature.UnknownParameter] },
        { "", "{Q,'what':1}", [SearchFeature.UnknownKey] },
        { "source={}", "", [SearchFeature.BodyInUrl, SearchFeature.NoText] },
        { "format=yaml", "{Q}", [SearchFeature.OtherFormat] },
        { "filter_path=hits.total", "{Q}", [SearchFeature.FilteredAnswer] },
        { "", "{Q,'sort':['_score','price']}", [SearchFeature.TieBreak] },
        { "", "{Q,'sort':[{'_score':{'order':'desc'}},{'price':'asc'}]}", [SearchFeature.TieBreak] },
        { "", "{Q,'sort':{'_score':'desc','price':'asc'}}", [SearchFeature.TieBreak] },
        { "sort=_score,price:asc", "{Q}", [SearchFeature.TieBreak] },
        { "sort=_score:desc,price", "{Q}", [SearchFeature.TieBreak] },
        { "sort=price,_score", "{Q}", [SearchFeature.OtherSort] },
        { "sort=_score,price", "{Q,'sort':['_score']}", [SearchFeature.TieBreak, SearchFeature.OtherSort] },
        { "", "{Q,'sort':['price','_score']}", [SearchFeature.OtherSort] },
        { "", "{Q,'sort':[{'_score':'asc'},'price']}", [SearchFeature.OtherSort] },
        { "scroll=1m", "{Q}", [SearchFeature.Scroll] },
        { "", "{Q,'slice':{'id':0,'max':2}}", [SearchFeature.Slice] },
        { "", "{Q,'pit':{'id':'x'}}", [SearchFeature.PointInTime] },
        { "", "{Q,'search_after':[1.5]}", [SearchFeature.SearchAfter] },
        { "", "{Q,'collapse':{'field':'a'}}", [SearchFeature.Collapse] },
        { "", "{Q,'rescore':{'window_size':10}}", [SearchFeature.Rescore] },
        { "", "{'retriever':{'standard':{Q,'filter':[]}}}", [SearchFeature.StandardRetriever] },
        { "", "{'retriever':{'standard':{'filter':[]}}}", [SearchFeature.OtherRetriever, SearchFeature.NoText] },
        { "", "{'retriever':{'knn':{}}}", [SearchFeature.OtherRetriever, SearchFeature.NoText] },
        { "", "{'retriever':{'standard':{Q}},Q}", [SearchFeature.OtherRetriever] },
        { "", "{'retriever':{'standard':{Q,'what':1}}}", [SearchFeature.UnknownKey, SearchFeature.StandardRetriever] },
        {
            "",
            "{'retriever':{'standard':{Q,'collapse':{},'sort':['_score','a']}}}",
            [SearchFeature.Collapse, SearchFeature.StandardRetriever, SearchFeature.TieBreak]
        },
        { "", "{'knn':{},Q}", [SearchFeature.Vectors] },
        { "", "{'query':{'bool':{'must':{'match':{'a':'b'}},'should':{'neural':{}}}}}", [SearchFeature.Vectors] },
        { "", "{Q,'rank':{}}", [SearchFeature.MergedRankings] },
        { "", "{'query':{'pinned':{'ids':[],'organic':{'match':{'a':'b'}}}}}", [SearchFeature.Pinned, SearchFeature.NoText] },
        { "search_pipeline=p", "{Q}", [SearchFeature.SearchPipeline] },
        { "", "{Q,'profile':true}", [SearchFeature.Profile] },
        { "", "{Q,'suggest':{'s':{'completion':{}}}}", [SearchFeature.Completion] },
        { "", "{Q,'stored_fields':'_none_'}", [SearchFeature.NoStoredFields] },
        { "", "{Q,'docvalue_fields':['twin*']}", [SearchFeature.EmbeddingRequested] },
        { "", "{Q,'aggs':{'a':{'top_hits':{}}}}", [SearchFeature.BestHitsAggregation] },
        { "", "{Q,'aggregations':{'a':{'max':{'script':'_score'}}}}", [SearchFeature.ScoredAggregation] },
        { "", "{Q,'aggs':{'a':{'diversified_sampler':{}}}}", [SearchFeature.ScoredAggregation] },
        { "", "{Q,'size':0}", [SearchFeature.NoHits] },
        { "from=100", "{Q}", [SearchFeature.BehindWindow] },
        { "", "{Q,'size':10001}", [SearchFeature.BehindResults] },
        { "", "{}", [SearchFeature.NoText] },
        { "", "{'query':{'match_bool_prefix':{'a':'b c'}}}", [SearchFeature.HalfTyped] },
        { "", "{'query':{'function_score':{Q,'random_score':{}}}}", [SearchFeature.ScoreWithoutText] },
        { "", "{Q,'aggs':{'a':{'terms':{'field':'b'}}},'highlight':{},'explain':true,'rescore':[],'min_score':1,'sort':['_score']}", [] },
    };

    [Fact]
    public void All_EachFeature_StandsAtItsPlace() => Assert.Equal(Enum.GetValues<SearchFeature>(), SearchFeatures.All.Select(row => row.Feature));

    [Fact]
    public void All_InTheDocumentation_IsTheTableOfForms()
    {
        var lines = File.ReadLines(RepositoryFolder.PathOf("docs", "search-support.md"))
            .SkipWhile(line => line != "## Which form bears what")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith('|'))
            .Skip(2);

        Assert.Equal(SearchFeatures.All.Select(row => $"| {row.Name} | {Cell(row.Wrap)} | {Cell(row.Rescore)} | {Cell(row.Window)} |"), lines);
    }

    [Theory, MemberData(nameof(Searches))]
    public void Read_Search_NotesWhatItHas(string queryString, string body, SearchFeature[] features)
    {
        var shape = Read(queryString, body);

        Assert.Equal(features, shape.Features);
        foreach (var form in Enum.GetValues<RerankForm>())
        {
            var reasons = features.Select(feature => SearchFeatures.Of(feature).ReasonAgainst(form, EngineFamily.Elasticsearch));
            Assert.Equal((form, reasons.FirstOrDefault(reason => reason is not null)), (form, shape.ReasonAgainst(form, EngineFamily.Elasticsearch)));
        }

        Assert.Equal(shape.ReasonAgainst(RerankForm.Window, EngineFamily.Elasticsearch), shape.Window.SkipReason);
    }

    [Theory]
    [InlineData("{'query':A}", SearchFeature.AddedScore)]
    [InlineData("{'query':A,'rescore':{'window_size':3}}", SearchFeature.AddedScoreChanged)]
    [InlineData("{'query':A,'indices_boost':[]}", SearchFeature.AddedScoreChanged)]
    [InlineData("{'query':A,'min_score':3}", SearchFeature.AddedScoreWithLeast)]
    public void ReasonAgainst_BusinessAddedToTheScore_IsThatOfTheTable(string body, SearchFeature feature)
    {
        var shape = Read("", body.Replace("A", Added, StringComparison.Ordinal));

        foreach (var form in new[] { RerankForm.Wrap, RerankForm.Rescore })
        {
            Assert.Equal(SearchFeatures.Of(feature).ReasonAgainst(form, EngineFamily.OpenSearch), shape.ReasonAgainst(form, EngineFamily.OpenSearch));
        }
    }

    [Fact]
    public void Read_AsynchronousSearch_IsOneForTheEngineToCross()
    {
        const string Url = "wait_for_completion_timeout=1s&keep_on_completion=true&keep_alive=1d&size=3";
        var shape = SearchShapeReader.Read(Url, "{\"query\":{\"match\":{\"a\":\"b\"}}}"u8.ToArray(), new() { IsAsynchronous = true });

        Assert.Equal([SearchFeature.Asynchronous], shape.Features);
        Assert.Equal(RerankReason.UnknownParameter, Read(Url, "{Q}").ReasonAgainst(RerankForm.Wrap, EngineFamily.Elasticsearch));
    }

    [Fact]
    public void Left_ForAReason_IsLeftInEveryForm()
    {
        var shape = SearchShape.Left(RerankReason.UnknownParameter);

        Assert.Equal(RerankReason.UnknownParameter, shape.Window.SkipReason);
        Assert.All(Enum.GetValues<RerankForm>(), form => Assert.Equal(RerankReason.UnknownParameter, shape.ReasonAgainst(form, EngineFamily.OpenSearch)));
    }

    [Fact]
    public void ReasonAgainst_RetrieverOnOpenSearch_IsTheRetriever() =>
        Assert.All(
            Enum.GetValues<RerankForm>(),
            form => Assert.Equal(RerankReason.Retriever, Read("", "{'retriever':{'standard':{Q}}}").ReasonAgainst(form, EngineFamily.OpenSearch)));

    private static SearchShape Read(string queryString, string body) => SearchShapeReader.Read(
        queryString,
        Encoding.UTF8.GetBytes(body.Replace("Q", Query, StringComparison.Ordinal).Replace('\'', '"')),
        new());

    private static string Cell(RerankReason? reason) => reason is { } why ? $"`{why}`" : "yes";
}
