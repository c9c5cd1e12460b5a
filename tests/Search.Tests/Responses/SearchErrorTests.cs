using System.Text;
using TwinBert.Search.Responses;
using Xunit;

namespace TwinBert.Search.Tests.Responses;

public sealed class SearchErrorTests
{
    [Theory]
    [InlineData("""{"error":{"type":"x","status":500},"status":404}""", 404)]
    [InlineData("""{ "status" : 400 , "error" : "no" }""", 400)]
    [InlineData("""{"took":1,"hits":{},"status":200}""", null)]
    [InlineData("""{"error":{"type":"x"}}""", null)]
    [InlineData("""{"error":{"type":"x"},"status":404""", null)]
    [InlineData("""[{"error":{},"status":404}]""", null)]
    [InlineData("", null)]
    public void StatusOf_AnAnswer_IsTheStatusOfAnErrorOnly(string json, int? status) =>
        Assert.Equal(status, SearchError.StatusOf(Encoding.UTF8.GetBytes(json)));
}
