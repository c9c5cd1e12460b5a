using System.Net;
using TwinBert.Configuration;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Certificates;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>The sidecar speaks TLS to a cluster: another sidecar stands for it, that wants certificates.</summary>
public sealed class UpstreamTlsTests : IDisposable
{
    private const string ServerName = "search.example";
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Forward_AuthorityNameAndOwnCertificate_AreTheConfigured()
    {
        var (own, ownKey) = _authority.Write("sidecar", "client");
        await using var cluster = await ClusterAsync();
        await using var sidecar = await StartAsync(cluster, upstream => upstream with
        {
            CertificateAuthority = _authority.File, ServerName = ServerName, ClientCertificate = own, ClientKey = ownKey,
        });

        using var client = new HttpClient { BaseAddress = sidecar.Url };
        using var answer = await client.GetAsync(new Uri("/_cat/indices", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("/_cat/indices", cluster.Upstream.Last.Target);
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task Forward_AnyOfThemMissing_IsAnsweredWith502(bool trusts, bool names, bool shows)
    {
        var (own, ownKey) = _authority.Write("sidecar", "client");
        await using var cluster = await ClusterAsync();
        await using var sidecar = await StartAsync(cluster, upstream => upstream with
        {
            CertificateAuthority = trusts ? _authority.File : null,
            ServerName = names ? ServerName : null,
            ClientCertificate = shows ? own : null,
            ClientKey = shows ? ownKey : null,
        });

        using var client = new HttpClient { BaseAddress = sidecar.Url };
        using var answer = await client.GetAsync(new Uri("/_cat/indices", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Empty(cluster.Upstream.Seen);
    }

    private Task<SidecarFixture> ClusterAsync()
    {
        var (certificate, key) = _authority.Write(ServerName);
        return SidecarFixture.StartAsync(settings => settings with
        {
            Options = settings.Options with
            {
                Listen = "https://127.0.0.1:0",
                Indices = [],
                Tls = new() { Certificate = certificate, Key = key, ClientCertificates = "required", ClientAuthority = _authority.File },
            },
        });
    }

    private static Task<SidecarHost> StartAsync(SidecarFixture cluster, Func<UpstreamOptions, UpstreamOptions> change)
    {
        var settings = SidecarFixture.Settings(cluster.Host.Url);
        return SidecarHost.StartAsync(settings with { Options = settings.Options with { Upstream = change(settings.Options.Upstream) } }, Cancel);
    }
}
