using System.Text;
using TwinBert.DevNode.Documents;
using TwinBert.DevNode.Errors;
using Xunit;

namespace TwinBert.DevNode.Tests.Documents;

public sealed class BulkReaderTests
{
    [Fact]
    public void Read_CarriageReturnsAndBlankLines_SourcesWithoutThem()
    {
        var lines = Read("{\"index\":{\"_id\":\"1\"}}\r\n{ \"a\":1 }\r\n\n{\"delete\":{\"_id\":\"2\"}}\n");
        Assert.Equal(["index", "delete"], lines.Select(l => l.Action.Kind));
        Assert.Equal("{ \"a\":1 }", Encoding.UTF8.GetString(lines[0].Source.Span));
        Assert.True(lines[1].Source.IsEmpty);
    }

    [Theory]
    [InlineData("{\"index\":{}}\n{}")]
    [InlineData("{\"index\":{}}\n")]
    [InlineData("{\"move\":{}}\n{}\n")]
    [InlineData("[]\n{}\n")]
    [InlineData("{}\n{}\n")]
    [InlineData("{\"index\":5}\n{}\n")]
    [InlineData("{\"index\":{\"routing\":\"x\"}}\n{}\n")]
    [InlineData("\n")]
    public void Read_Malformed_Refused(string body) => Assert.Equal(400, Assert.Throws<EngineException>(() => Read(body)).Status);

    private static List<BulkLine> Read(string body) => BulkReader.Read(Encoding.UTF8.GetBytes(body));
}
