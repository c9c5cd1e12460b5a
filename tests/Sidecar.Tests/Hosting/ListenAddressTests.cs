using System.Net;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Fact]
    public async Task Start_PortTaken_NamesItAndTheRemedy()
    {
        await using var fixture = await SidecarFixture.StartAsync();

        var error = await RefusedAsync(fixture, fixture.Host.Url.GetLeftPart(UriPartial.Authority));

        Assert.Contains(fixture.Host.Url.Authority, error.Message, StringComparison.Ordinal);
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        Assert.Contains("--listen", error.Message, StringComparison.Ordinal);
    }

    // 203.0.113.0/24 and .invalid are nobody's (RFC 5737, RFC 6761).
    [Theory]
    [InlineData("http://203.0.113.9:0", "203.0.113.9 is no address of this machine")]
    [InlineData("http://nosuch.invalid:0", "'nosuch.invalid' is not known as a host here")]
    public async Task Start_AddressOfNoInterface_IsRefusedInOneLine(string listen, string reason)
    {
        await using var fixture = await SidecarFixture.StartAsync();

        var error = await RefusedAsync(fixture, listen);

        Assert.StartsWith($"Cannot listen on {listen}: {reason}", error.Message, StringComparison.Ordinal);
        Assert.Contains("--listen", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Start_Http2AddressOfNoInterface_NamesItsOwnSetting()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var settings = SidecarFixture.Settings(fixture.Upstream.Url);

        var error = await Assert.ThrowsAsync<SidecarStartException>(() => SidecarHost.StartAsync(
            settings with { Options = settings.Options with { ListenHttp2 = "http://203.0.113.9:9211" } }, TestContext.Current.CancellationToken));

        Assert.StartsWith("Cannot listen on http://203.0.113.9:9211: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("ListenHttp2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NameOfThisMachine_ListensOnItsAddressesAlone()
    {
        var name = Dns.GetHostName();
        var addresses = await Dns.GetHostAddressesAsync(name, TestContext.Current.CancellationToken);
        await using var fixture = await SidecarFixture.StartAsync(
            settings => settings with { Options = settings.Options with { Listen = $"http://{name}:0" } });

        Assert.Contains(IPAddress.Parse(fixture.Host.Url.DnsSafeHost), addresses);
    }

    [Theory]
    [InlineData("http://localhost:0", "127.0.0.1")]
    [InlineData("http://0.0.0.0:0", "0.0.0.0")]
    public async Task Start_FreePort_IsTakenAtTheAddress(string listen, string expected)
    {
        await using var fixture = await SidecarFixture.StartAsync(settings => settings with { Options = settings.Options with { Listen = listen } });

        Assert.Equal(expected, fixture.Host.Url.DnsSafeHost);
        Assert.NotEqual(0, fixture.Host.Url.Port);
    }

    private static Task<SidecarStartException> RefusedAsync(SidecarFixture fixture, string listen)
    {
        var settings = SidecarFixture.Settings(fixture.Upstream.Url);
        return Assert.ThrowsAsync<SidecarStartException>(() =>
            SidecarHost.StartAsync(settings with { Options = settings.Options with { Listen = listen } }, TestContext.Current.CancellationToken));
    }
}
