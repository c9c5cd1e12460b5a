using System.Net;
using System.Security.Cryptography.X509Certificates;
using TwinBert.Configuration;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Certificates;

/// <summary>Clients speak TLS to the sidecar, with real certificates.</summary>
public sealed class ListenTlsTests : IDisposable
{
    private const string Loopback = "127.0.0.1";
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Listen_PemFiles_AreShownAndEachProtocolIsServed(string version)
    {
        var (certificate, key) = _authority.Write(Loopback);
        await using var fixture = await StartAsync(new() { Certificate = certificate, Key = key });

        using var answer = await SendAsync(fixture, _authority.Trusting(), Version.Parse(version));

        Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (answer.StatusCode, answer.Version));
        Assert.Equal("/_cat/indices", fixture.Upstream.Last.Target);
    }

    [Fact]
    public async Task Listen_PfxFile_IsOpenedWithItsPassword()
    {
        using var signed = _authority.Sign(Loopback);
        var file = Path.Combine(_authority.Folder, "server.pfx");
        await File.WriteAllBytesAsync(file, signed.Export(X509ContentType.Pfx, "secret"), Cancel);
        await using var fixture = await StartAsync(new() { Certificate = file, Password = "secret" });

        using var answer = await SendAsync(fixture, _authority.Trusting());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Start_WrongPassword_NamesTheSettingAndTheFile()
    {
        using var signed = _authority.Sign(Loopback);
        var file = Path.Combine(_authority.Folder, "server.pfx");
        await File.WriteAllBytesAsync(file, signed.Export(X509ContentType.Pfx, "secret"), Cancel);

        var refusal = await Assert.ThrowsAsync<SidecarStartException>(() => StartAsync(new() { Certificate = file, Password = "wrong" }));

        Assert.StartsWith($"Tls:Certificate: '{file}' cannot be used", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "nobody", true)]
    [InlineData("optional", "nobody", true)]
    [InlineData("optional", "known", true)]
    [InlineData("optional", "stranger", false)]
    [InlineData("required", "nobody", false)]
    [InlineData("required", "known", true)]
    [InlineData("required", "stranger", false)]
    public async Task Listen_ClientCertificates_AreWantedAsConfigured(string wanted, string client, bool isServed)
    {
        using var others = new TestAuthority();
        using var own = client switch
        {
            "known" => _authority.Sign("client"),
            "stranger" => others.Sign("client"),
            _ => null,
        };
        var (certificate, key) = _authority.Write(Loopback);
        await using var fixture = await StartAsync(
            new() { Certificate = certificate, Key = key, ClientCertificates = wanted, ClientAuthority = _authority.File });

        var failure = await Record.ExceptionAsync(async () => (await SendAsync(fixture, _authority.Trusting(own))).Dispose());

        Assert.Equal(isServed, failure is null);
        Assert.Equal(isServed ? 1 : 0, fixture.Upstream.Seen.Count);
    }

    [Fact]
    public async Task Reload_CertificateRenewed_IsShownToTheNextConnection()
    {
        using var renewing = new TestAuthority();
        var (certificate, key) = _authority.Write(Loopback);
        await using var fixture = await StartAsync(new() { Certificate = certificate, Key = key });
        using var before = await SendAsync(fixture, _authority.Trusting());
        var (renewed, renewedKey) = renewing.Write(Loopback);
        File.Copy(renewed, certificate, overwrite: true);
        File.Copy(renewedKey, key, overwrite: true);

        await fixture.Host.ReloadAsync(Settings(fixture.Upstream.Url, new() { Certificate = certificate, Key = key }), Cancel);
        using var after = await SendAsync(fixture, renewing.Trusting());

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(fixture, _authority.Trusting()));
    }

    [Fact]
    public async Task Reload_CertificateBroken_IsRefusedAndTheOldOneStays()
    {
        var (certificate, key) = _authority.Write(Loopback);
        await using var fixture = await StartAsync(new() { Certificate = certificate, Key = key });
        await File.WriteAllTextAsync(certificate, "-----BEGIN CERTIFICATE-----\nnone", Cancel);

        await Assert.ThrowsAsync<SidecarStartException>(
            () => fixture.Host.ReloadAsync(Settings(fixture.Upstream.Url, new() { Certificate = certificate, Key = key }), Cancel));
        using var answer = await SendAsync(fixture, _authority.Trusting());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static Task<SidecarFixture> StartAsync(TlsOptions tls) => SidecarFixture.StartAsync(settings => With(settings, tls));

    private static SidecarSettings Settings(Uri upstream, TlsOptions tls) => With(SidecarFixture.Settings(upstream), tls);

    private static SidecarSettings With(SidecarSettings settings, TlsOptions tls) =>
        settings with { Options = settings.Options with { Listen = "https://127.0.0.1:0", Tls = tls } };

    private static async Task<HttpResponseMessage> SendAsync(SidecarFixture fixture, SocketsHttpHandler handler, Version? version = null)
    {
        using var client = new HttpClient(handler) { BaseAddress = fixture.Host.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_cat/indices")
        {
            Version = version ?? HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        return await client.SendAsync(request, Cancel);
    }
}
