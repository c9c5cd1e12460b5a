using System.Text;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using Xunit;

namespace TwinBert.DevNode.Tests.Http;

public sealed class RouterTests
{
    private readonly Router _router = new(
    [
        new Route("GET", "/{index}/_doc/{id}", r => RestResponse.Text(200, $"{r.Path["index"]}|{r.Path["id"]}|{r.Text("routing")}"), "routing"),
        new Route("GET", "/{index}/{feature}", r => RestResponse.Text(200, "other")),
        new Route("GET", "/_search/scroll", r => RestResponse.Text(200, "scroll")),
    ]);

    [Theory]
    [InlineData("/shop/_doc/1", "shop|1|")]
    [InlineData("/shop/_doc/a%2Fb%20c?routing=x+y%2B", "shop|a/b c|x y+")]
    [InlineData("/_search/scroll", "scroll")]
    [InlineData("/shop/thing", "other")]
    public void Route_KnownPath_HandledWithDecodedParts(string target, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Send("GET", target).Body.Span));

    [Theory]
    [InlineData("POST", "/shop/_doc/1", 405)]
    [InlineData("GET", "/a/b/c/d", 400)]
    public void Route_UnknownPath_TheEnginesSentence(string method, string target, int status) => Assert.Equal(status, Send(method, target).Status);

    [Fact]
    public void Route_UnknownParameter_RefusedByName() =>
        Assert.Contains("[pipeline]", Assert.Throws<EngineException>(() => Send("GET", "/shop/_doc/1?pipeline=p")).Reason, StringComparison.Ordinal);

    private RestResponse Send(string method, string target) => _router.Route(method, target, ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);
}
