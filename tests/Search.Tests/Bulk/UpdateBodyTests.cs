using System.Buffers;
using System.Text;
using TwinBert.Search.Bulk;
using Xunit;

namespace TwinBert.Search.Tests.Bulk;

public sealed class UpdateBodyTests
{
    [Theory]
    [InlineData("""{"doc":{"a":1}}""", """{"a":1}""", "", false)]
    [InlineData("""{"upsert":{"b":[{}]},"doc":{},"doc_as_upsert":"true"}""", "{}", """{"b":[{}]}""", true)]
    [InlineData("""{"script":"s","upsert":{"b":1},"scripted_upsert":true}""", "", "", false)]
    [InlineData("""{"doc":[1],"doc_as_upsert":1}""", "", "", false)]
    public void TryRead_Update_FindsWhatIsStored(string body, string doc, string upsert, bool docAsUpsert)
    {
        Assert.True(UpdateBody.TryRead(Encoding.UTF8.GetBytes(body), out var update));
        Assert.Equal((doc, upsert, docAsUpsert), (body[update.Doc], body[update.Upsert], update.DocAsUpsert));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"doc\":")]
    [InlineData("{}{}")]
    public void TryRead_NoObject_IsRefused(string body) => Assert.False(UpdateBody.TryRead(Encoding.UTF8.GetBytes(body), out _));

    [Fact]
    public void Write_Field_IsThePartThatIsRead()
    {
        var output = new ArrayBufferWriter<byte>();
        UpdateBody.Write(output, "a\"b", "[1]"u8);

        Assert.True(UpdateBody.TryRead(output.WrittenSpan, out var update));
        Assert.Equal("""{"a\u0022b":[1]}""", Encoding.UTF8.GetString(output.WrittenSpan[update.Doc]));
    }
}
