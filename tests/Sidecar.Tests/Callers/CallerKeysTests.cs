using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Http;
using Xunit;

namespace TwinBert.Sidecar.Tests.Callers;

public sealed class CallerKeysTests
{
    private readonly CallerKeys _keys = new();

    [Theory]
    [InlineData("Authorization: Basic a|X-Gateway-User: u", "X-Gateway-User: u|Authorization: Basic a")]
    [InlineData("Authorization: Basic a", "authorization: Basic a|traceparent: 00-1|X-Opaque-Id: 7|Content-Length: 5|User-Agent: curl|X-TwinBert-Window: 5")]
    [InlineData("", "Accept: */*|Host: here")]
    public void Of_HeadersThatSayTheSameOfTheCaller_IsOneKey(string first, string second) => Assert.Equal(KeyOf(first), KeyOf(second));

    [Theory]
    [InlineData("Authorization: Basic a", "Authorization: Basic b")]
    [InlineData("Authorization: Basic a", "")]
    [InlineData("Authorization: Basic a", "Authorization: Basic a|es-security-runas-user: u")]
    [InlineData("Cookie: a", "Cookie: b")]
    [InlineData("X-Gateway-User: u", "X-Gateway-User: v")]
    [InlineData("A: bc", "Ab: c")]
    public void Of_HeadersThatMayTellCallersApart_IsTwoKeys(string first, string second) => Assert.NotEqual(KeyOf(first), KeyOf(second));

    [Fact]
    public void Of_OneCallerInTwoProcesses_IsTwoKeys() =>
        Assert.NotEqual(KeyOf("Authorization: Basic a"), new CallerKeys().Of(Context("Authorization: Basic a")));

    [Fact]
    public void With_AnotherText_IsAnotherKey()
    {
        var caller = KeyOf("Authorization: Basic a");

        Assert.Equal(_keys.With(caller, "products"), _keys.With(caller, "products"));
        Assert.Equal(3, new[] { caller, _keys.With(caller, "products"), _keys.With(caller, "shoes") }.Distinct().Count());
    }

    private CallerKey KeyOf(string headers) => _keys.Of(Context(headers));

    private static ClientRequest Context(string headers)
    {
        var context = new DefaultHttpContext();
        foreach (var parts in headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")))
        {
            context.Request.Headers[parts[0]] = parts[1];
        }

        return ClientRequest.Of(context);
    }
}
