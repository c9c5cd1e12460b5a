using System.Buffers;
using System.Text;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using Xunit;

namespace TwinBert.DevNode.Tests.Fetching;

public sealed class SourceFilterTests
{
    private const string Source = """{ "a":{"b":1e3,"c":2} ,"d":[{"e":1},{"f":2}]}""";

    [Theory]
    [InlineData("true", Source)]
    [InlineData("\"a\"", """{"a":{"b":1e3,"c":2}}""")]
    [InlineData("[\"a.b\",\"d.f\"]", """{"a":{"b":1e3},"d":[{"f":2}]}""")]
    [InlineData("\"*.c\"", """{"a":{"c":2}}""")]
    [InlineData("""{"excludes":["a.c","d"]}""", """{"a":{"b":1e3}}""")]
    [InlineData("""{"includes":"a","excludes":"a.b"}""", """{"a":{"c":2}}""")]
    public void Write_Filter_LeavesTheRestAndEveryNumberAsWritten(string filter, string expected)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            SourceFilter.Read(JsonElement.Parse(filter)).Write(json, Encoding.UTF8.GetBytes(Source));
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("""{"inclodes":["a"]}""")]
    [InlineData("""{"exclude_vectors":true}""")]
    public void Read_Unknown_Refused(string filter) => Assert.Throws<EngineException>(() => SourceFilter.Read(JsonElement.Parse(filter)));
}
