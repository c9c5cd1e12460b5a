using System.Buffers;
using System.Text;
using TwinBert.Search.Features;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.QueryTexts;
using Xunit;

namespace TwinBert.Search.Tests.MultiSearch;

public sealed class MultiSearchRequestTests
{
    private const string Three = "{\"index\":\"a\"}\n{\"size\":1}\r\n\n{ }\n{\"index\":[\"b*\",\"-c\"],\"routing\":\"1\"}\r\n{\"size\":2} \n";

    [Fact]
    public void TryRead_Pairs_GivesEachSearchWithItsIndices()
    {
        Assert.True(MultiSearchRequest.TryRead(Encoding.UTF8.GetBytes(Three), out var request));

        Assert.Equal(["a", null, "b*,-c"], request.Items.Select(item => item.Indices));
        Assert.Equal(["{\"size\":1}", "{ }", "{\"size\":2} "], request.Items.Select(item => Encoding.UTF8.GetString(item.Body.Span)));
        Assert.Equal("", Encoding.UTF8.GetString(request.Items[1].Header.Span));
    }

    [Fact]
    public void Write_NothingNew_IsTheSameText() => Assert.Equal(Three, Write(Three, null, null, null));

    [Fact]
    public void Write_NewBodies_ChangesOnlyThem() =>
        Assert.Equal(
            Three.Replace("{\"size\":1}", "{new}", StringComparison.Ordinal).Replace("{\"size\":2} ", "{}", StringComparison.Ordinal),
            Write(Three, "{new}", null, "{}"));

    [Fact]
    public void Write_SomeOfThem_LeavesOutTheOthersToTheByte()
    {
        Assert.True(MultiSearchRequest.TryRead(Encoding.UTF8.GetBytes(Three), out var request));
        var output = new ArrayBufferWriter<byte>();

        request.Write(output, [null, null, "{new}"u8.ToArray()], [0, 2]);

        Assert.Equal(
            "{\"index\":\"a\"}\n{\"size\":1}\r\n{\"index\":[\"b*\",\"-c\"],\"routing\":\"1\"}\r\n{new}\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("{\"index\":\"a\",\"preference\":\"x\",\"routing\":\"1\",\"search_type\":\"dfs_query_then_fetch\",\"ignore_unavailable\":true}", "{\"query\":{\"match\":{\"t\":\"b\"}}}", null)]
    [InlineData("{\"index\":\"a\",\"mystery\":1}", "{\"query\":{\"match\":{\"t\":\"b\"}}}", "unknown_parameter")]
    [InlineData("", "", "unreadable_body")]
    [InlineData("null", "{\"query\":{\"match\":{\"t\":\"b\"}}}", null)]
    [InlineData(" null ", "{\"query\":{\"match\":{\"t\":\"b\"}}}", null)]
    [InlineData("{}", "{\"query\":{\"match\":{\"t\":\"b\"}},\"sort\":[\"n\"]}", "sort")]
    public void Read_ItemWithItsHeader_IsEligibleOrSaysWhyNot(string header, string body, string? reason)
    {
        Assert.True(MultiSearchRequest.TryRead(Encoding.UTF8.GetBytes(header + "\n" + body + "\n"), out var request));
        Assert.Equal(reason, request.Items[0].Read(new() { QueryText = "given" }).SkipReason?.Name);
    }

    [Theory]
    [InlineData("?max_concurrent_searches=2&rest_total_hits_as_int=true&typed_keys&pretty", null)]
    [InlineData("filter_path=responses.hits", "filter_path")]
    [InlineData("format=yaml", "format")]
    [InlineData("format=json", null)]
    [InlineData("index=other", "unknown_parameter")]
    [InlineData("pretty&pretty", "unreadable_url")]
    public void FindReason_OfAUrl_IsWhyItsSearchesAreLeftToTheEngine(string queryString, string? reason) =>
        Assert.Equal(reason, MultiSearchParameters.FindReason(queryString)?.Name);

    [Theory]
    [InlineData("{}\n{}")]
    [InlineData("{}\n")]
    [InlineData("{}\n{}\n{}\n")]
    [InlineData("x\n{}\n")]
    [InlineData("[]\n{}\n")]
    [InlineData("{}{}\n{}\n")]
    [InlineData("null{}\n{}\n")]
    [InlineData("true\n{}\n")]
    [InlineData("{\"index\":1}\n{}\n")]
    [InlineData("{\"index\":\"a\",\"indices\":\"b\"}\n{}\n")]
    [InlineData("{\"index\":\"\\ud800\"}\n{}\n")]
    public void TryRead_AnythingDoubtful_IsRefused(string text) => Assert.False(MultiSearchRequest.TryRead(Encoding.UTF8.GetBytes(text), out _));

    private static string Write(string text, params string?[] bodies)
    {
        Assert.True(MultiSearchRequest.TryRead(Encoding.UTF8.GetBytes(text), out var request));
        var output = new ArrayBufferWriter<byte>();
        request.Write(output, Array.ConvertAll(bodies, body => body is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(body)));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
