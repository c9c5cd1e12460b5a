using System.Buffers;
using System.Text;
using TwinBert.Search.Bulk;
using Xunit;

namespace TwinBert.Search.Tests.Bulk;

public sealed class BulkActionTests
{
    [Theory]
    [InlineData("""{"index":{}}""", BulkVerb.Index, null, null, null, null)]
    [InlineData("""{"create":{"_index":"i","_id":"é/1","routing":"r","require_alias":true}}""", BulkVerb.Create, "i", "é/1", "r", true)]
    [InlineData("""{"update":{"_id":7,"require_alias":"false","retry_on_conflict":{"a":[1]}}}""", BulkVerb.Update, null, "7", null, false)]
    [InlineData(" { \"delete\" : { \"_id\" : \"1\" } } \r\n", BulkVerb.Delete, null, "1", null, null)]
    public void TryRead_Action_GivesWhatItSays(string line, BulkVerb verb, string? index, string? id, string? routing, bool? requireAlias)
    {
        Assert.True(BulkAction.TryRead(Encoding.UTF8.GetBytes(line), out var action));
        Assert.Equal(new(verb) { Index = index, Id = id, Routing = routing, RequireAlias = requireAlias }, action);
        Assert.Equal(verb != BulkVerb.Delete, action.HasSource);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"upsert":{}}""")]
    [InlineData("""{"index":[]}""")]
    [InlineData("""{"index":{}}{}""")]
    [InlineData("""{"index":{},"create":{}}""")]
    [InlineData("""{"index":{"_id":"\ud800"}}""")]
    [InlineData("""{"index":{"_id":""")]
    public void TryRead_NoAction_IsRefused(string line) => Assert.False(BulkAction.TryRead(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void Write_AllThereIs_ComesBack()
    {
        var action = new BulkAction(BulkVerb.Index) { Index = "shop", Id = "a\"\u0001é", Routing = "r", RequireAlias = true };
        var output = new ArrayBufferWriter<byte>();
        (action with { If = (7, 2), Pipeline = "_none" }).Write(output);

        Assert.Equal(
            """{"index":{"_index":"shop","_id":"a\"\u0001é","if_seq_no":7,"if_primary_term":2,"require_alias":true,"routing":"r","pipeline":"_none"}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.True(BulkAction.TryRead(output.WrittenSpan, out var read));
        Assert.Equal(action, read);
    }

    [Theory]
    [InlineData(BulkVerb.Index, "index")]
    [InlineData(BulkVerb.Create, "create")]
    [InlineData(BulkVerb.Update, "update")]
    [InlineData(BulkVerb.Delete, "delete")]
    public void Write_NothingSaid_IsTheVerbAlone(BulkVerb verb, string name)
    {
        var output = new ArrayBufferWriter<byte>();
        new BulkAction(verb).Write(output);
        Assert.Equal($$$"""{"{{{name}}}":{}}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
