using TwinBert.Search.Analysis;
using TwinBert.Search.Tests.Scan;
using Xunit;

namespace TwinBert.Search.Tests.Analysis;

public sealed class BeginningFieldsTests
{
    private const string Edge = "{'filter':{'f':{'type':'edge_ngram'}},'analyzer':{'a':{'type':'custom','tokenizer':'standard','filter':['lowercase','f']}}}";
    private const string Title = "{'properties':{'title':{'type':'text','analyzer':'a'}}}";

    [Theory]
    [InlineData(Edge)]
    [InlineData("{'filter':{'f':{'type':'edgeNGram'}},'analyzer':{'a':{'filter':'f'}}}")]
    [InlineData("{'analyzer':{'a':{'tokenizer':'edge_ngram'}}}")]
    [InlineData("{'analyzer':{'a':{'filter':['edge_ngram']}}}")]
    [InlineData("{'tokenizer':{'t':{'type':'edge_ngram','min_gram':'2','max_gram':'20'}},'analyzer':{'a':{'tokenizer':'t'}}}")]
    [InlineData("{'tokenizer':{'t':{'type':'ngram','min_gram':'2','max_gram':'10'}},'analyzer':{'a':{'tokenizer':'t'}}}")]
    public async Task Ask_AnalyzerOfBeginnings_NamesItsFields(string analysis) =>
        Assert.True((await AskAsync(Settings(analysis), Mapping(Title)))!.Contains("title"));

    [Theory]
    [InlineData("{'analyzer':{'a':{'tokenizer':'standard','filter':['lowercase']}}}")]
    [InlineData("{'filter':{'f':{'type':'edge_ngram'}},'analyzer':{'b':{'filter':['f']}}}")]
    [InlineData("{'filter':{'f':{'type':'ngram','min_gram':'3','max_gram':'3'}},'analyzer':{'a':{'filter':['f']}}}")]
    [InlineData("{'filter':{'f':{'type':'ngram'}},'analyzer':{'a':{'filter':['f']}}}")]
    [InlineData("{'filter':{'f':{'type':'ngram','min_gram':'x','max_gram':'y'}},'analyzer':{'a':{'filter':['f']}}}")]
    [InlineData("{'filter':{'edge_ngram':{'type':'lowercase'}},'analyzer':{'a':{'filter':['edge_ngram']}}}")]
    [InlineData("{'analyzer':{'a':{'tokenizer':'ngram'}}}")]
    [InlineData("{}")]
    public async Task Ask_AnyOtherAnalyzer_NamesNone(string analysis) =>
        Assert.False((await AskAsync(Settings(analysis), Mapping(Title)))!.Contains("title"));

    [Theory]
    [InlineData("o.p", true)]
    [InlineData("o.p.start", true)]
    [InlineData("o.q", false)]
    [InlineData("other", true)]
    [InlineData("code", false)]
    [InlineData("o", false)]
    [InlineData("absent", false)]
    [InlineData("absent._index_prefix", true)]
    public async Task Ask_FieldsOfEveryKind_NamesThoseOfBeginnings(string field, bool isOne)
    {
        const string All = "{'properties':{"
            + "'o':{'properties':{'p':{'type':'text','analyzer':'a','fields':{'start':{'type':'text','analyzer':'a'}}},'q':{'type':'text'}}},"
            + "'code':{'type':'keyword'},'other':{'type':'alias','path':'o.p'}}}";

        Assert.Equal(isOne, (await AskAsync(Settings(Edge), Mapping(All)))!.Contains(field));
    }

    [Fact]
    public async Task Ask_DefaultAnalyzer_IsThatOfFieldsThatNameNone()
    {
        var fields = await AskAsync(
            Settings("{'analyzer':{'default':{'tokenizer':'edge_ngram'},'b':{'tokenizer':'standard'}}}"),
            Mapping("{'properties':{'title':{'type':'text'},'text':{'type':'text','analyzer':'b'},'n':{'type':'integer'}}}"));

        Assert.Equal((true, false, false), (fields!.Contains("title"), fields.Contains("text"), fields.Contains("n")));
    }

    [Fact]
    public async Task Ask_IndicesThatDiffer_NamesWhatIsOfBeginningsInAllThatHaveIt()
    {
        var fields = await AskAsync(
            $"{{'one':{{'settings':{{'index':{{'analysis':{Edge}}}}}}}}}",
            "{'one':{'mappings':{'properties':{'title':{'type':'text','analyzer':'a'},'name':{'type':'text','analyzer':'a'}}}},"
            + "'two':{'mappings':{'properties':{'title':{'type':'text'}}}}}");

        Assert.Equal((false, true), (fields!.Contains("title"), fields.Contains("name")));
    }

    [Fact]
    public async Task Ask_NoIndexWithAnAnalyzerOfBeginnings_AsksForNoMapping()
    {
        var calls = new RecordedCalls((200, "{}"));

        var fields = await BeginningFields.AskAsync(calls, "a,b*", TestContext.Current.CancellationToken);

        Assert.False(fields!.Contains("title"));
        Assert.Equal(["GET /a%2Cb%2A/_settings?filter_path=*.settings.index.analysis"], calls.Seen);
    }

    [Theory]
    [InlineData(403, "{}", 200, "{}")]
    [InlineData(200, "[]", 200, "{}")]
    [InlineData(200, "{'one':{}}", 200, "{}")]
    [InlineData(200, "<html>", 200, "{}")]
    [InlineData(200, null, 403, "{}")]
    [InlineData(200, null, 200, "{'one':7}")]
    [InlineData(200, null, 200, "{'one':{}}")]
    public async Task Ask_AnswerThatSaysNothing_IsNotKnown(int settingsStatus, string? settings, int mappingStatus, string mapping)
    {
        var calls = new RecordedCalls((settingsStatus, Json(settings ?? Settings(Edge))), (mappingStatus, Json(mapping)));

        Assert.Null(await BeginningFields.AskAsync(calls, "one", TestContext.Current.CancellationToken));
    }

    private static string Settings(string analysis) => $"{{'one':{{'settings':{{'index':{{'analysis':{analysis}}}}}}}}}";

    private static string Mapping(string mappings) => $"{{'one':{{'mappings':{mappings}}}}}";

    private static string Json(string text) => text.Replace('\'', '"');

    private static ValueTask<BeginningFields?> AskAsync(string settings, string mapping) =>
        BeginningFields.AskAsync(new RecordedCalls((200, Json(settings)), (200, Json(mapping))), "one", TestContext.Current.CancellationToken);
}
