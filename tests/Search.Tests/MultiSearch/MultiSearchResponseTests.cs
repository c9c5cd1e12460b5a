using System.Buffers;
using System.Text;
using TwinBert.Search.MultiSearch;
using Xunit;

namespace TwinBert.Search.Tests.MultiSearch;

public sealed class MultiSearchResponseTests
{
    private const string Two = "{ \"took\" : 3, \"responses\" : [ {\"hits\":{\"hits\":[]},\"status\":200} ,\n{\"error\":{},\"status\":404} ], \"x\":1e400 }\n";

    [Fact]
    public void TryRead_Answers_GivesEach()
    {
        Assert.True(MultiSearchResponse.TryRead(Encoding.UTF8.GetBytes(Two), out var response));

        Assert.Equal(
            ["{\"hits\":{\"hits\":[]},\"status\":200}", "{\"error\":{},\"status\":404}"],
            response.Items.Select(item => Encoding.UTF8.GetString(item.Span)));
    }

    [Fact]
    public void Write_OneNewAnswer_ChangesOnlyThat()
    {
        Assert.True(MultiSearchResponse.TryRead(Encoding.UTF8.GetBytes(Two), out var response));
        var output = new ArrayBufferWriter<byte>();

        response.Write(output, [null, "{new}"u8.ToArray()]);

        Assert.Equal(Two.Replace("{\"error\":{},\"status\":404}", "{new}", StringComparison.Ordinal), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("{\"error\":{}}")]
    [InlineData("{\"responses\":{}}")]
    [InlineData("{\"responses\":[],\"responses\":[]}")]
    [InlineData("{\"responses\":[]")]
    [InlineData("[]")]
    [InlineData("")]
    public void TryRead_AnythingElse_IsRefused(string json) => Assert.False(MultiSearchResponse.TryRead(Encoding.UTF8.GetBytes(json), out _));
}
