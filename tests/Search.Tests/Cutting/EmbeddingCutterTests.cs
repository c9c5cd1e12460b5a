using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Search.Cutting;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Tests.Json;
using Xunit;

namespace TwinBert.Search.Tests.Cutting;

public sealed class EmbeddingCutterTests
{
    private const string Ours = """{"embedding":[1,-2],"model":"m","text_hash":"h"}""";

    [Property(MaxTest = 500)]
    public Property TryCut_OfASplicedSource_GivesTheSourceBack() => Prop.ForAll(JsonGenerator.Object(3).ToArbitrary(), source =>
        Cut(DocumentReadKind.Source, Splice(source)) == source);

    [Property(MaxTest = 300)]
    public Property TryCut_OfASearchWithSplicedSources_GivesTheSearchBack()
    {
        var searches =
            from sources in JsonGenerator.Object(2).ListOf()
            from others in JsonGenerator.Value(2).ListOf()
            from space in JsonGenerator.Space
            select (Plain: Search(sources, others, space), Spliced: Search(sources.Select(Splice), others, space));
        return Prop.ForAll(searches.ToArbitrary(), search => Cut(DocumentReadKind.Search, search.Spliced) == search.Plain);
    }

    [Theory]
    [InlineData("{'a':1,T}", "{'a':1}")]
    [InlineData("{'a':1,T }", "{'a':1 }")]
    [InlineData("{'a':1 , T}", "{'a':1 }")]
    [InlineData("{T,'a':1}", "{'a':1}")]
    [InlineData("{ T , 'a':1 }", "{ 'a':1 }")]
    [InlineData("{'a':1,T,'b':2}", "{'a':1,'b':2}")]
    [InlineData("{T}", "{}")]
    [InlineData("{T }", "{ }")]
    [InlineData("{\n  T\n}", "{ }")]
    [InlineData("{\n  'a' : 1,\n  T\n}", "{\n  'a' : 1\n}")]
    [InlineData("{'a':1,'\\u0074winbert':{}}", "{'a':1}")]
    [InlineData("{'a':1,'twinbert':null}", "{'a':1}")]
    public void TryCut_OfASource_TakesTheMemberAndItsComma(string source, string wanted) =>
        Assert.Equal(
            wanted.Replace('\'', '"'),
            Cut(DocumentReadKind.Source, source.Replace("T", "'twinbert':" + Ours, StringComparison.Ordinal).Replace('\'', '"')));

    [Theory]
    [InlineData(DocumentReadKind.Source, "{'a':{'twinbert':{}},'b':[{'twinbert':1}],'c':'twinbert','twinbert.model':'m'}")]
    [InlineData(DocumentReadKind.Source, "{'twinbert':1,'twinbert':2}")]
    [InlineData(DocumentReadKind.Source, "{'a':1,'twinbert':{}")]
    [InlineData(DocumentReadKind.Source, "{'a':1,'twinbert':{}} x")]
    [InlineData(DocumentReadKind.Source, "['twinbert']")]
    [InlineData(DocumentReadKind.Document, "{'_index':'i','found':false,'twinbert':1}")]
    [InlineData(DocumentReadKind.Search, "{'hits':{'hits':[{'_source':{'a':{'twinbert':1}}}]},'aggregations':{'_source':{'twinbert':{'value':1}},'twinbert':{}}}")]
    [InlineData(DocumentReadKind.Search, "{'hits':{'hits':[{'_nested':{'field':'p'},'_source':{'twinbert':1}}]}}")]
    [InlineData(DocumentReadKind.Search, "{'hits':{'hits':[{'fields':{'hits':[{'_source':{'twinbert':1}}]}}]}}")]
    [InlineData(DocumentReadKind.Search, "{'error':{'reason':'twinbert'},'status':400}")]
    [InlineData(DocumentReadKind.Search, "twinbert")]
    public void TryCut_OfWhatIsNotOurs_LeavesItAlone(DocumentReadKind kind, string json)
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.False(new EmbeddingCutter([new("twinbert")]).TryCut(kind, Encoding.UTF8.GetBytes(json.Replace('\'', '"')), output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [InlineData("{'a':[1],E,M,H}", "{'a':[1]}")]
    [InlineData("{E, M ,'a':[1]}", "{'a':[1]}")]
    [InlineData("{'a':[1], E,'b':[2],M , 'twinbert2.x':[3], H }", "{'a':[1],'b':[2] , 'twinbert2.x':[3] }")]
    public void TryCut_OfAHitsFields_TakesWhatAPatternBrought(string fields, string wanted)
    {
        var brought = fields
            .Replace("E", "'twinbert.embedding':[[1,2]]", StringComparison.Ordinal)
            .Replace("M", "'twinbert.model':['m']", StringComparison.Ordinal)
            .Replace("H", "'twinbert.text_hash':['h']", StringComparison.Ordinal);

        Assert.Equal(Hit(wanted), Cut(DocumentReadKind.Search, Hit(brought)));

        static string Hit(string text) => """{"hits":{"hits":[{"_id":"1","fields":F}]}}""".Replace("F", text.Replace('\'', '"'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'_id':'1','fields':{ E,M }}", "{'_id':'1'}")]
    [InlineData("{'_id':'1', 'fields' : {E} ,'sort':[1]}", "{'_id':'1' ,'sort':[1]}")]
    [InlineData("{'fields':{E},'_id':'1'}", "{'_id':'1'}")]
    [InlineData("{'_id':'1','fields':{E},'ignored_field_values':{E}}", "{'_id':'1'}")]
    [InlineData("{'_id':'1','ignored_field_values':{E},'sort':[1]}", "{'_id':'1','sort':[1]}")]
    [InlineData("{'_id':'1','ignored_field_values':{'price':['x'],E}}", "{'_id':'1','ignored_field_values':{'price':['x']}}")]
    [InlineData("{'_id':'1','fields':{}}", null)]
    public void TryCut_OfFieldsWithNothingElse_TakesTheWhole(string hit, string? wanted)
    {
        var json = """{"hits":{"hits":[H]}}""".Replace("H", hit, StringComparison.Ordinal).Replace("E", "'twinbert.embedding':[1]", StringComparison.Ordinal)
            .Replace("M", "'twinbert.model':['m']", StringComparison.Ordinal).Replace('\'', '"');
        var output = new ArrayBufferWriter<byte>();

        Assert.Equal(wanted is not null, new EmbeddingCutter([new("twinbert")]).TryCut(DocumentReadKind.Search, Encoding.UTF8.GetBytes(json), output));
        Assert.Equal(
            wanted is null ? "" : """{"hits":{"hits":[H]}}""".Replace("H", wanted.Replace('\'', '"'), StringComparison.Ordinal),
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(DocumentReadKind.Document, "{'_index':'i','_source':S}")]
    [InlineData(DocumentReadKind.MultiGet, "{'docs':[{'_index':'i','_source':S},{'found':false},{'_source':S}]}")]
    [InlineData(DocumentReadKind.Update, "{'result':'noop','get':{'found':true,'_source':S}}")]
    [InlineData(DocumentReadKind.Bulk, "{'items':[{'update':{'get':{'_source':S},'status':200}},{'index':{'status':201}}]}")]
    [InlineData(DocumentReadKind.Search, "{'responses':[{'hits':{'hits':[{'_source':S,'inner_hits':{'c':{'hits':{'hits':[{'_source':S}]}}}}]}},{'error':{}}]}")]
    [InlineData(DocumentReadKind.Search, "{'aggregations':{'by':{'buckets':[{'top':{'hits':{'hits':[{'_source':S}]}}}]}}}")]
    [InlineData(DocumentReadKind.Search, "{'suggest':{'s':[{'options':[{'_id':'1','_source':S}]}]}}")]
    public void TryCut_OfEveryKindOfRead_FindsTheDocuments(DocumentReadKind kind, string json)
    {
        var spliced = json.Replace("S", "{'a':1,'twinbert':" + Ours + "}", StringComparison.Ordinal).Replace('\'', '"');

        Assert.Equal(json.Replace("S", "{'a':1}", StringComparison.Ordinal).Replace('\'', '"'), Cut(kind, spliced));
    }

    [Fact]
    public void TryCut_HostileDepth_CostsNoStack()
    {
        var json = "{\"twinbert\":1,\"hits\":" + string.Concat(Enumerable.Repeat("{\"hits\":[", 50_000));

        Assert.False(new EmbeddingCutter([new("twinbert")]).TryCut(DocumentReadKind.Search, Encoding.UTF8.GetBytes(json), new ArrayBufferWriter<byte>()));
    }

    [Theory]
    [InlineData("{'a':1,'twinbert':{'x':1},'twinbert_v2':{'x':2}}", "{'a':1}")]
    [InlineData("{'a':1,'twinbert':{'x':1},'twinbert_v2':{'x':2} }", "{'a':1 }")]
    [InlineData("{'twinbert':{'x':1},'a':1,'twinbert_v2':{'x':2}}", "{'a':1}")]
    [InlineData("{'a':1,'twinbert_v2':{'x':2},'b':2,'twinbert':{'x':1},'c':3}", "{'a':1,'b':2,'c':3}")]
    [InlineData("{'twinbert_v2':{'x':2}, 'twinbert':{'x':1}, 'a':1}", "{'a':1}")]
    [InlineData("{'twinbert':{'x':1},'twinbert_v2':{'x':2}}", "{}")]
    [InlineData("{ 'twinbert' : 1, 'twinbert_v2' : 2 }", "{ }")]
    [InlineData("{'a':{'twinbert':1},'twinbert_v2':2,'twinbert_v3':3}", "{'a':{'twinbert':1},'twinbert_v3':3}")]
    public void TryCut_SeveralObjects_LeavesWhatIsBetweenThem(string source, string expected) =>
        Assert.Equal(expected, Cut(DocumentReadKind.Source, source.Replace('\'', '"'), "twinbert", "twinbert_v2").Replace('"', '\''));

    [Fact]
    public void TryCut_SeveralObjectsInFields_LeavesTheOthers()
    {
        const string Hit = """{"hits":{"hits":[{"_id":"1","fields":{"twinbert.model":["m"],"a":[1],"twinbert_v2.model":["n"],"twinbert_v3.model":["o"]}}]}}""";

        Assert.Equal(
            """{"hits":{"hits":[{"_id":"1","fields":{"a":[1],"twinbert_v3.model":["o"]}}]}}""", Cut(DocumentReadKind.Search, Hit, "twinbert", "twinbert_v2"));
    }

    /// <summary>Splices as the write path does: directly after the last value, or directly after the brace of an object without members.</summary>
    private static string Splice(string source)
    {
        var end = source.Length - 1;
        while (source[end - 1] is ' ' or '\n' or '\t' or '\r')
        {
            end--;
        }

        return source[end - 1] == '{' && source.AsSpan(1, end - 1).Trim().IsEmpty
            ? source[..1] + "\"twinbert\":" + Ours + source[1..]
            : source[..end] + ",\"twinbert\":" + Ours + source[end..];
    }

    private static string Search(IEnumerable<string> sources, IList<string> others, string space)
    {
        var hits = sources.Select((source, i) =>
            $"{{{space}\"_index\":\"i\",\"_id\":\"{i}\",{space}\"_source\"{space}:{space}{source},"
                + $"\"fields\":{{\"x\":{others.ElementAtOrDefault(i) ?? "1"}}}{space}}}");
        return $"{{\"took\":1,\"hits\":{{\"hits\":{space}[{space}{string.Join("," + space, hits)}]}},\"other\":[{string.Join(',', others)}]}}";
    }

    private static string Cut(DocumentReadKind kind, string json, params string[] names)
    {
        var output = new ArrayBufferWriter<byte>();
        var cutter = new EmbeddingCutter([.. (names.Length == 0 ? ["twinbert"] : names).Select(name => new EmbeddingField(name))]);
        return cutter.TryCut(kind, Encoding.UTF8.GetBytes(json), output) ? Encoding.UTF8.GetString(output.WrittenSpan) : json;
    }
}
