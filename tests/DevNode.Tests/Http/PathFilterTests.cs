using System.Buffers;
using System.Text;
using System.Text.Json;
using TwinBert.DevNode.Http;
using Xunit;

namespace TwinBert.DevNode.Tests.Http;

public sealed class PathFilterTests
{
    private const string Answer = """{"took":1,"hits":{"total":{"value":2},"hits":[{"_id":"1","_source":{"a":1,"b":2}},{"_id":"2","_source":{"a":3}}]}}""";

    [Theory]
    [InlineData("took", """{"took":1}""")]
    [InlineData("hits.total", """{"hits":{"total":{"value":2}}}""")]
    [InlineData("hits.hits._id", """{"hits":{"hits":[{"_id":"1"},{"_id":"2"}]}}""")]
    [InlineData("hits.hits._source.b", """{"hits":{"hits":[{"_source":{"b":2}}]}}""")]
    [InlineData("**.a", """{"hits":{"hits":[{"_source":{"a":1}},{"_source":{"a":3}}]}}""")]
    [InlineData("*.total,to*", """{"took":1,"hits":{"total":{"value":2}}}""")]
    [InlineData("-hits", """{"took":1}""")]
    [InlineData("hits.hits,-**._source", """{"hits":{"hits":[{"_id":"1"},{"_id":"2"}]}}""")]
    [InlineData("nothing", "{}")]
    public void Write_Filter_LeavesWhatItNames(string filter, string expected)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            PathFilter.Read(filter).Write(json, JsonElement.Parse(Answer));
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
