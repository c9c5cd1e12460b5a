using System.Text;
using TwinBert.Search.Reading;
using Xunit;

namespace TwinBert.Search.Tests.Reading;

public sealed class SearchShapeTests
{
    private const string Text = """{"multi_match":{"query":"rain jacket","fields":["title","text"]}}""";

    [Theory]
    [InlineData("", Text)]
    [InlineData("", """{"bool":{"must":[{"match":{"title":"rain"}},{"match_phrase":{"title":{"query":"rain jacket","boost":4}}}],"filter":[{"term":{"a":1}}]}}""")]
    [InlineData("", """{"bool":{"should":{"match":{"title":"rain jacket"}},"must_not":[{"term":{"gone":true}}]}}""")]
    [InlineData("", """{"dis_max":{"queries":[{"match":{"title":"rain jacket"}},{"match":{"text":"rain jacket"}}]}}""")]
    [InlineData("", """{"match":{"title":"jacket 42"}}""")]
    [InlineData("", """{"match":{"title":"t-shirt"}}""")]
    [InlineData("", """{"match":{"title":"RAIN JACKET"}}""")]
    [InlineData("", """{"match":{"title":"-JACKET"}}""")]
    [InlineData("", """{"match":{"title":"TDW-TB-S brush"}}""")]
    [InlineData("", """{"bool":{"must":[{"term":{"shown":true}},{"range":{"n":{"gt":0}}},{"bool":{"must":{"exists":{"field":"n"}}}}],"should":[{"match":{"title":"rain"}}]}}""")]
    [InlineData("", """{"function_score":{"query":{"bool":{"must":[{"term":{"shown":true}},{"match":{"title":"rain"}}]}}}}""")]
    [InlineData("q=rain%20jacket", null)]
    public void Read_NothingButText_IsDecidedByText(string queryString, string? query) => Assert.True(Read(queryString, query).IsDecidedByText);

    [Theory]
    [InlineData("""{"function_score":{"query":{"match":{"title":"rain jacket"}},"field_value_factor":{"field":"sold"}}}""")]
    [InlineData("""{"function_score":{"query":{"match":{"title":"rain jacket"}},"functions":[{"weight":10}],"boost_mode":"sum"}}""")]
    [InlineData("""{"script_score":{"query":{"match":{"title":"rain jacket"}},"script":{"source":"_score + 1"}}}""")]
    [InlineData("""{"bool":{"must":[{"match":{"title":"rain jacket"}}],"should":[{"ids":{"values":["1"],"boost":100}}]}}""")]
    [InlineData("""{"bool":{"must":[{"match":{"title":"rain jacket"}},{"bool":{"should":[{"term":{"brand":"x"}},{"term":{"brand":"y"}}]}}]}}""")]
    [InlineData("""{"bool":{"must":[{"match":{"title":"rain jacket"}},{"rank_feature":{"field":"sold"}}]}}""")]
    [InlineData("""{"dis_max":{"queries":[{"match":{"title":"rain jacket"}},{"wildcard":{"sku":"*rain*"}}]}}""")]
    [InlineData("""{"bool":{"must":[{"match":{"title":"rain jacket"}},{"a_kind_of_tomorrow":{}}]}}""")]
    [InlineData("""{"boosting":{"positive":{"match":{"title":"rain jacket"}},"negative":{"term":{"old":true}},"negative_boost":0.2}}""")]
    [InlineData("""{"match":{"sku":"KB-2210"}}""")]
    [InlineData("""{"match":{"sku":"4410 12x4"}}""")]
    [InlineData("""{"match":{"sku":"TDW-TB-S KB-2210"}}""")]
    public void Read_ApplicationHasASay_IsNotDecidedByText(string query) => Assert.False(Read("", query).IsDecidedByText);

    [Theory]
    [InlineData(""","rescore":{"window_size":50,"query":{"rescore_query":{"match_phrase":{"title":"rain jacket"}}}}""")]
    [InlineData(""","indices_boost":[{"products":2}]""")]
    public void Read_ScoredASecondTime_IsNotDecidedByText(string members) =>
        Assert.False(SearchShapeReader.Read("", Encoding.UTF8.GetBytes($$"""{"query":{{Text}}{{members}}}"""), new()).IsDecidedByText);

    private static SearchShape Read(string queryString, string? query) =>
        SearchShapeReader.Read(queryString, query is null ? default : Encoding.UTF8.GetBytes($$"""{"query":{{query}}}"""), new());
}
