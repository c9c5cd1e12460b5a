using System.Text;
using TwinBert.Search.QueryTexts;
using Xunit;

namespace TwinBert.Search.Tests.QueryTexts;

public sealed class QueryTextExtractorTests
{
    [Theory]
    [InlineData("{'match':{'t':'red shoe'}}", "red shoe")]
    [InlineData("{'match':{'t':{'query':'red','operator':'and'}}}", "red")]
    [InlineData("{'match_phrase':{'t':'a b'}}", "a b")]
    [InlineData("{'match_bool_prefix':{'t':'a b '}}", "a b")]
    [InlineData("{'match_phrase_prefix':{'t':'  '}}", "")]
    [InlineData("{'multi_match':{'query':'a b','type':'phrase'}}", "a b")]
    [InlineData("{'bool':{'should':[{'match_bool_prefix':{'t':'a b'}},{'match':{'t':'a b'}}]}}", "a b")]
    [InlineData("{'bool':{'should':[{'match_bool_prefix':{'t':'a b '}},{'match':{'t':'c'}}]}}", "a b c")]
    [InlineData("{'multi_match':{'query':'red','fields':['a','b']}}", "red")]
    [InlineData("{'combined_fields':{'query':'red','fields':['a','b']}}", "red")]
    [InlineData("{'query_string':{'query':'title:red AND (shoe OR boot)'}}", "red shoe boot")]
    [InlineData("{'simple_query_string':{'query':'red +shoe -boot'}}", "red shoe")]
    [InlineData("{'dis_max':{'queries':[{'match':{'a':'x'}},{'match':{'b':'y'}}]}}", "x y")]
    [InlineData("{'bool':{'must':{'match':{'a':'x'}},'should':[{'match':{'b':'y'}},{'match':{'c':'x'}}]}}", "x y")]
    [InlineData("{'bool':{'filter':[{'match':{'a':'x'}}],'must_not':{'match':{'b':'y'}}}}", "")]
    [InlineData("{'function_score':{'query':{'match':{'a':'x'}},'functions':[{'filter':{'match':{'a':'z'}},'weight':2}]}}", "x")]
    [InlineData("{'script_score':{'query':{'match':{'a':'x'}},'script':{'source':'1'}}}", "x")]
    [InlineData("{'constant_score':{'filter':{'match':{'a':'x'}}}}", "x")]
    [InlineData("{'constant_score':{'filter':{'bool':{'must':{'match':{'a':'x'}},'filter':{'match':{'a':'y'}}}}}}", "x")]
    [InlineData("{'constant_score':{'filter':{'term':{'a':'x'}}}}", "")]
    [InlineData("{'boosting':{'positive':{'match':{'a':'x'}},'negative':{'match':{'a':'y'}},'negative_boost':0.5}}", "x")]
    [InlineData("{'nested':{'path':'p','query':{'match':{'p.a':'x'}}}}", "x")]
    [InlineData("{'has_child':{'type':'c','query':{'match':{'a':'x'}}}}", "")]
    [InlineData("{'intervals':{'t':{'all_of':{'intervals':[{'match':{'query':'x "
        + "y'}},{'any_of':{'intervals':[{'match':{'query':'z'}},{'prefix':{'prefix':'w'}}]}}]}}}}", "x y z")]
    [InlineData("{'wrapper':{'query':'eyJtYXRjaCI6eyJ0IjoicmVkIn19'}}", "red")]
    [InlineData("{'term':{'t':'red'}}", "")]
    [InlineData("{'match':{'in_stock':true}}", "")]
    [InlineData("{'match':{'t':{'query':7}}}", "")]
    [InlineData("{'match':7}", "")]
    [InlineData("{'bool':[]}", "")]
    [InlineData("7", "")]
    [InlineData("{'match':{'t':'  \\u00e9\\ud83d\\ude00 '}}", "é😀")]
    public void Extract_EachKindOfQuery_GivesWhatItRanksBy(string query, string text)
    {
        var extracted = QueryTextExtractor.Extract(null, Encoding.UTF8.GetBytes(query.Replace('\'', '"')));

        Assert.Equal((text, null), (extracted.Text, extracted.SkipReason?.Name));
    }

    [Theory]
    [InlineData("{'match_phrase_prefix':{'t':{'query':'a b'}}}", true)]
    [InlineData("{'match_bool_prefix':{'t':'a b'}}", true)]
    [InlineData("{'match_bool_prefix':{'t':'b'}}", true)]
    [InlineData("{'multi_match':{'query':'a b','type':'bool_prefix'}}", true)]
    [InlineData("{'multi_match':{'query':'a b','type':'phrase_prefix','fields':['t']}}", true)]
    [InlineData("{'bool':{'should':[{'match_bool_prefix':{'t':'a b'}},{'match':{'t':'c'}}]}}", true)]
    [InlineData("{'bool':{'must':{'match_bool_prefix':{'t':'a b'}},'filter':{'match':{'t':'a b'}}}}", true)]
    [InlineData("{'dis_max':{'queries':[{'match_bool_prefix':{'t':'a b'}},{'match_phrase_prefix':{'t':'a b'}}]}}", true)]
    [InlineData("{'bool':{'should':[{'match_bool_prefix':{'t':'a b'}},{'multi_match':{'query':'A B'}}]}}", false)]
    [InlineData("{'bool':{'should':[{'match_bool_prefix':{'t':'a b'}},{'query_string':{'query':'a b'}}]}}", false)]
    [InlineData("{'match_bool_prefix':{'t':'a b '}}", false)]
    [InlineData("{'match_bool_prefix':{'t':7}}", false)]
    [InlineData("{'match':{'t':'a b'}}", false)]
    public void Extract_LastWordLookedForAsABeginning_IsHalfTypedUnlessTheTextIsWholeElsewhere(string query, bool isHalfTyped)
    {
        var extracted = QueryTextExtractor.Extract(null, Encoding.UTF8.GetBytes(query.Replace('\'', '"')));

        Assert.Equal(isHalfTyped, extracted.IsHalfTyped);
        Assert.False(isHalfTyped && extracted.Text.Length > 0);
    }

    [Theory]
    [InlineData("{'match':{'t':'a b'}}", "t")]
    [InlineData("{'match_phrase':{'t.start':{'query':'a b'}}}", "t.start")]
    [InlineData("{'multi_match':{'query':'a b','fields':['t^3','u']}}", "t u")]
    [InlineData("{'multi_match':{'query':'a b','fields':'t'}}", "t")]
    [InlineData("{'bool':{'should':[{'match':{'t':'a b'}},{'match':{'u':'A b'}},{'match_bool_prefix':{'t':'a b'}}]}}", "t u")]
    [InlineData("{'bool':{'should':[{'match':{'t':'a b'}},{'match':{'u':'c'}}]}}", "t/u")]
    [InlineData("{'match':{'t':'a b '}}", "")]
    [InlineData("{'multi_match':{'query':'a b'}}", "")]
    [InlineData("{'multi_match':{'query':'a b','fields':[]}}", "")]
    [InlineData("{'multi_match':{'query':'a b','fields':['t','u.*']}}", "")]
    [InlineData("{'bool':{'should':[{'match':{'t':'a b'}},{'simple_query_string':{'query':'a b','fields':['u']}}]}}", "")]
    public void Extract_TextLookedForInNamedFields_NamesThemAll(string query, string fields)
    {
        var extracted = QueryTextExtractor.Extract(null, Encoding.UTF8.GetBytes(query.Replace('\'', '"')));

        Assert.Equal(fields, string.Join('/', extracted.FieldsOfTyped.Select(names => string.Join(' ', names))));
    }

    [Theory]
    [InlineData("{'function_score':{'query':Q,'field_value_factor':{'field':'sold'},'boost_mode':'replace'}}", true)]
    [InlineData("{'function_score':{'query':Q,'functions':[{'filter':{'term':{'a':'b'}},'weight':2},{'script_score':{'script':'doc[\"my_score\"].value'}}],'boost_mode':'replace'}}", true)]
    [InlineData("{'function_score':{'query':Q,'script_score':{'script':{'source':'Math.log(1 + _score) * "
        + "doc[\"sold\"].value'}},'boost_mode':'replace'}}", false)]
    [InlineData("{'function_score':{'query':Q,'boost_mode':'replace'}}", false)]
    [InlineData("{'function_score':{'query':Q,'functions':[],'boost_mode':'replace'}}", false)]
    [InlineData("{'function_score':{'query':Q,'field_value_factor':{'field':'sold'}}}", false)]
    [InlineData("{'function_score':{'query':Q,'functions':[{'gauss':{'date':{'origin':'now','scale':'9d'}}},{'weight':3}],'boost_mode':'sum'}}", false)]
    [InlineData("{'function_score':{'query':Q,'script_score':{'script':'1 + doc[\"sold\"].value'}}}", false)]
    [InlineData("{'function_score':{'query':Q,'random_score':{'seed':7,'field':'_seq_no'}}}", true)]
    [InlineData("{'function_score':{'query':Q,'functions':[{'random_score':{}},{'weight':2,'filter':{'term':{'a':'b'}}}]}}", true)]
    [InlineData("{'function_score':{'query':Q,'functions':[{'random_score':{},'weight':0.1},{'weight':1}],'score_mode':'sum'}}", false)]
    [InlineData("{'function_score':{'query':Q,'random_score':{},'boost_mode':'sum'}}", false)]
    [InlineData("{'function_score':{'query':{'constant_score':{'filter':Q}},'field_value_factor':{'field':'sold'}}}", true)]
    [InlineData("{'script_score':{'query':Q,'script':{'source':'doc[\"sold\"].value'}}}", true)]
    [InlineData("{'script_score':{'query':Q,'script':{'source':'params._score + doc[\"x\"].value','params':{'_score':1}}}}", true)]
    [InlineData("{'script_score':{'query':Q,'script':{'id':'stored'}}}", true)]
    [InlineData("{'script_score':{'query':Q,'script':{'source':'_score * 2'}}}", false)]
    [InlineData("{'constant_score':{'filter':Q}}", true)]
    [InlineData("{'bool':{'must':[{'constant_score':{'filter':Q}}],'should':[{'term':{'a':'b'}}]}}", true)]
    [InlineData("{'bool':{'must':[{'constant_score':{'filter':Q}}],'should':[Q]}}", false)]
    [InlineData("{'bool':{'must':Q,'should':[{'function_score':{'random_score':{}}},{'constant_score':{'filter':{'term':{'a':'b'}},'boost':100}}]}}", false)]
    [InlineData("{'bool':{'filter':Q,'must':{'function_score':{'query':Q,'random_score':{},'boost_mode':'replace'}}}}", true)]
    [InlineData("{'dis_max':{'queries':[{'constant_score':{'filter':Q,'boost':3}},{'constant_score':{'filter':Q}}]}}", true)]
    [InlineData("{'dis_max':{'queries':[{'constant_score':{'filter':Q,'boost':3}},Q]}}", false)]
    [InlineData("{'boosting':{'positive':{'constant_score':{'filter':Q}},'negative':Q,'negative_boost':0.5}}", true)]
    [InlineData("{'nested':{'path':'p','query':Q,'score_mode':'none'}}", true)]
    [InlineData("{'nested':{'path':'p','query':Q,'score_mode':'max'}}", false)]
    [InlineData("{'match':{'t':{'query':'x','boost':0}}}", true)]
    [InlineData("{'bool':{'must':{'match':{'t':{'query':'x','boost':0}}},'should':{'constant_score':{'filter':Q}}}}", true)]
    [InlineData("{'bool':{'must':Q,'boost':0.0}}", true)]
    [InlineData("{'wrapper':{'query':'eyJjb25zdGFudF9zY29yZSI6eyJmaWx0ZXIiOnsibWF0Y2giOnsidCI6InJlZCJ9fX19'}}", true)]
    [InlineData("{'term':{'t':'red'}}", false)]
    [InlineData("{'match_all':{}}", false)]
    public void Extract_ScoreOfTheQuery_TellsWhetherItIsMadeOfSomethingElseThanText(string query, bool byOther)
    {
        // Names of fields in scripts stand in double quotes here, and in single ones there.
        var json = query.Replace("Q", "{'match':{'t':'red'}}", StringComparison.Ordinal).Replace('"', '\u0001').Replace('\'', '"').Replace('\u0001', '\'');
        var extracted = QueryTextExtractor.Extract(null, Encoding.UTF8.GetBytes(json));

        Assert.Equal(byOther, extracted.ScoresByOther);
    }

    [Theory]
    [InlineData("{'term':{'t':'red'}}", "term")]
    [InlineData("{'bool':{'filter':{'match':{'t':'red'}}}}", "bool")]
    [InlineData("{'bool':{'must':[{'match_all':{}},{'term':{'t':'red'}}]}}", "match_all")]
    [InlineData("{'match':{'t':7}}", "match")]
    [InlineData("{'red shoe':{}}", "other")]
    [InlineData("{'nested':{'query':{'red shoe':{}}}}", "other")]
    [InlineData("{}", "none")]
    [InlineData("", "none")]
    [InlineData("{'bool':{'must':[{'term':{'t':'red'}},{'match':{'t':'red'}}]}}", null)]
    public void Extract_QueryWithoutText_NamesItsKindOnlyWhereEnginesKnowIt(string query, string? kind) =>
        Assert.Equal(kind, QueryTextExtractor.Extract(null, Encoding.UTF8.GetBytes(query.Replace('\'', '"'))).Kind);

    [Theory]
    [InlineData("red shoe", "red shoe")]
    [InlineData("title:red AND brand:\"Acme Ltd\"~2", "red Acme Ltd")]
    [InlineData("red NOT green", "red")]
    [InlineData("red -green !blue +shoe", "red shoe")]
    [InlineData("red -(green OR blue) shoe", "red shoe")]
    [InlineData("red -\"light green\" shoe", "red shoe")]
    [InlineData("red && shoe || boot", "red shoe boot")]
    [InlineData("shoe~1 boot^2.5", "shoe boot")]
    [InlineData("lea* b?ot", "lea bot")]
    [InlineData("price:[1 TO 5} year:>=1999 shoe", "shoe")]
    [InlineData("name:/joh?n(ath[oa]n)/ shoe", "shoe")]
    [InlineData("_exists_:title shoe", "shoe")]
    [InlineData("*:*", "")]
    [InlineData("wi-fi 1\\:1 and/or", "wi-fi 1:1 and/or")]
    [InlineData("\"unclosed phrase", "unclosed phrase")]
    [InlineData("-(", "")]
    [InlineData("\\", "")]
    public void Extract_UrlQuery_LosesItsOperators(string q, string text) => Assert.Equal(text, QueryTextExtractor.Extract(q, default).Text);

    [Theory]
    [InlineData("title:red | shoe", "title:red shoe")]
    [InlineData("red AND shoe", "red AND shoe")]
    [InlineData("\"red shoe\"~3 + boot*", "red shoe boot")]
    [InlineData("[red] /shoe/", "[red] /shoe/")]
    public void Extract_SimpleQuery_LosesItsOperators(string query, string text)
    {
        var json = Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(new { simple_query_string = new { query } }));

        Assert.Equal(text, QueryTextExtractor.Extract(null, json).Text);
    }

    [Fact]
    public void Extract_UrlQuery_WinsOverTheBody() =>
        Assert.Equal("boots", QueryTextExtractor.Extract("boots", "{\"match\":{\"t\":\"shoe\"}}"u8).Text);

    [Theory]
    [InlineData(2_000, "😀")]
    [InlineData(1_999, "a")]
    public void Extract_LongText_IsCutBetweenCharacters(int longest, string letter)
    {
        var json = "{\"match\":{\"t\":\"" + "a" + string.Concat(Enumerable.Repeat(letter, 3_000)) + "\"}}";

        var text = QueryTextExtractor.Extract(null, Encoding.UTF8.GetBytes(json)).Text;

        Assert.InRange(text.Length, longest - 1, 2_000);
        Assert.False(char.IsHighSurrogate(text[^1]));
    }
}
