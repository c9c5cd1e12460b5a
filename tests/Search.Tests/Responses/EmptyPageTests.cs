using System.Text;
using TwinBert.Search.Responses;
using Xunit;

namespace TwinBert.Search.Tests.Responses;

public sealed class EmptyPageTests
{
    [Theory]
    [InlineData("""{"took":1,"_shards":{"hits":[1]},"hits":{"total":{"value":0},"max_score":null,"hits":[]}}""", true)]
    [InlineData("""{ "hits" : { "hits" : [ ] } }""", true)]
    [InlineData("""{"hits":{"hits":[{"_id":"1"}]}}""", false)]
    [InlineData("""{"hits":{"total":{"value":0}}}""", false)]
    [InlineData("""{"took":1}""", false)]
    [InlineData("""{"hits":[]}""", false)]
    [InlineData("""{"hits":{"hits":[""", false)]
    [InlineData("---\nhits:\n  hits: []\n", false)]
    [InlineData("", false)]
    public void Is_AnAnswer_OnlyWhereItSaysSo(string answer, bool isEmpty) => Assert.Equal(isEmpty, EmptyPage.Is(Encoding.UTF8.GetBytes(answer)));
}
