using System.Text;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;
using Xunit;

namespace TwinBert.DevNode.Tests.Queries;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("""{"fuzzy":{"a":"b"}}""", "[fuzzy]")]
    [InlineData("""{"knn":{}}""", "[knn]")]
    [InlineData("""{"script_score":{}}""", "[script_score]")]
    [InlineData("""{"match":{"a":{"query":"b","fuzziness":"AUTO"}}}""", "[fuzziness]")]
    [InlineData("""{"multi_match":{"query":"b","fields":["a"],"type":"bool_prefix"}}""", "[bool_prefix]")]
    [InlineData("""{"range":{"a":{"gte":1,"time_zone":"+01:00"}}}""", "[time_zone]")]
    [InlineData("""{"terms":{"a":{"index":"i","id":"1","path":"p"}}}""", "terms lookup")]
    public void Read_LackingFeature_RefusedByName(string json, string name)
    {
        var error = Assert.Throws<EngineException>(() => Read(json));
        Assert.Equal(400, error.Status);
        Assert.Contains(name, error.Reason, StringComparison.Ordinal);
        Assert.Contains("the embedded node does not support", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"nonsense":{}}""")]
    [InlineData("""{"match":{}}""")]
    [InlineData("""{"match_all":{},"match_none":{}}""")]
    [InlineData("""{"match_all":{"bost":1}}""")]
    [InlineData("""{"bool":{"must":"x"}}""")]
    [InlineData("""{"exists":{}}""")]
    [InlineData("""[]""")]
    public void Read_Malformed_Refused(string json) => Assert.Equal(400, Assert.Throws<EngineException>(() => Read(json)).Status);

    [Fact]
    public void Read_TooDeep_Refused()
    {
        var json = string.Concat(Enumerable.Repeat("""{"bool":{"must":""", 40)) + """{"match_all":{}}""" + string.Concat(Enumerable.Repeat("}}", 40));
        Assert.Contains("nested depth", Assert.Throws<EngineException>(() => Read(json)).Reason, StringComparison.Ordinal);
    }

    private static QueryClause Read(string json)
    {
        using var document = JsonInput.Parse(Encoding.UTF8.GetBytes(json));
        return new QueryReader().Read(document.RootElement);
    }
}
