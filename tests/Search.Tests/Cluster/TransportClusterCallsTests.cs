using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Search.Tests.Cluster;

public sealed class TransportClusterCallsTests
{
    private static readonly ClusterCall Root = new(HttpMethod.Get, "/");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_WithBody_SendsTargetMethodTypeAndBytes()
    {
        await using var server = new OneAnswerServer(OneAnswerServer.Answer("200 OK", """{"ok":true}"""));
        using var calls = new TransportClusterCalls(new(server.Url));

        var answer = await calls.SendAsync(new(HttpMethod.Post, "/a%2Fb/_bulk?refresh=true", "{}\n"u8.ToArray(), ClusterCall.Ndjson), Cancel);

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"ok":true}""", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.StartsWith("POST /a%2Fb/_bulk?refresh=true HTTP/1.1", server.Request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/x-ndjson\r\n", server.Request, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n{}\n", server.Request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("404 Not Found", 404)]
    [InlineData("429 Too Many Requests", 429)]
    [InlineData("503 Service Unavailable", 503)]
    public async Task SendAsync_EngineSaysNo_GivesItsStatusAndBody(string status, int expected)
    {
        await using var server = new OneAnswerServer(OneAnswerServer.Answer(status, """{"error":"e"}""", "Retry-After: 7\r\n"));
        using var calls = new TransportClusterCalls(new(server.Url));

        var answer = await calls.SendAsync(Root, Cancel);

        Assert.Equal(expected, answer.Status);
        Assert.Equal("""{"error":"e"}""", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal(TimeSpan.FromSeconds(7), answer.RetryAfter);
    }

    [Fact]
    public async Task SendAsync_WithCredentials_AuthenticatesAsConfigured()
    {
        await using var server = new OneAnswerServer(OneAnswerServer.Answer("200 OK", "{}"));
        using (var basic = new TransportClusterCalls(new(server.Url) { Username = "u", Password = "p" }))
        {
            await basic.SendAsync(Root, Cancel);
            Assert.Contains("Authorization: Basic dTpw\r\n", server.Request, StringComparison.Ordinal);
        }

        using var key = new TransportClusterCalls(new(server.Url) { ApiKey = "a2V5" });
        await key.SendAsync(Root, Cancel);
        Assert.Contains("Authorization: ApiKey a2V5\r\n", server.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_NobodyListens_NamesUrlAndRemedy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        using var calls = new TransportClusterCalls(new(url));

        var answer = await calls.SendAsync(Root, Cancel);

        Assert.Equal(0, answer.Status);
        Assert.Contains($"http://127.0.0.1:{url.Port}", answer.Failure, StringComparison.Ordinal);
        Assert.Contains("--upstream", answer.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', answer.Failure!);
    }

    [Fact]
    public async Task SendAsync_ConnectionDropped_IsNoAnswerRatherThanAnException()
    {
        await using var server = new OneAnswerServer(answer: null);
        using var calls = new TransportClusterCalls(new(server.Url));

        var answer = await calls.SendAsync(Root, Cancel);

        Assert.Equal(0, answer.Status);
        Assert.NotNull(answer.Failure);
    }

    [Fact]
    public async Task SendAsync_Cancelled_Throws()
    {
        using var calls = new TransportClusterCalls(new(new Uri("http://127.0.0.1:1")));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await calls.SendAsync(Root, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task SendAsync_OwnAuthority_IsTrustedOnlyWhenNamed()
    {
        using var authority = Authority("CN=Test authority");
        using var certificate = Issue(authority, "localhost");
        await using var server = new OneAnswerServer(OneAnswerServer.Answer("200 OK", "{}"), certificate);
        var pem = Path.GetTempFileName();
        await File.WriteAllTextAsync(pem, authority.ExportCertificatePem(), Cancel);
        using var trusting = new TransportClusterCalls(new(server.Url) { CertificateAuthority = pem });
        using var doubting = new TransportClusterCalls(new(server.Url));

        var trusted = await trusting.SendAsync(Root, Cancel);
        var refused = await doubting.SendAsync(Root, Cancel);
        File.Delete(pem);

        Assert.Equal(200, trusted.Status);
        Assert.Equal(0, refused.Status);
        Assert.Contains("Upstream:CertificateAuthority", refused.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_OwnAuthorityOtherHost_IsRefused()
    {
        using var authority = Authority("CN=Test authority");
        using var certificate = Issue(authority, "elsewhere.test");
        await using var server = new OneAnswerServer(OneAnswerServer.Answer("200 OK", "{}"), certificate);
        var pem = Path.GetTempFileName();
        await File.WriteAllTextAsync(pem, authority.ExportCertificatePem(), Cancel);
        using var calls = new TransportClusterCalls(new(server.Url) { CertificateAuthority = pem });

        var answer = await calls.SendAsync(Root, Cancel);
        File.Delete(pem);

        Assert.Equal(0, answer.Status);
    }

    [Theory]
    [InlineData("search.test", 200)]
    [InlineData("another.test", 0)]
    public async Task SendAsync_ServerName_IsAskedForOverTlsAndAsHostAndHeldAgainstTheCertificate(string serverName, int status)
    {
        using var authority = Authority("CN=Test authority");
        using var certificate = Issue(authority, "search.test");
        await using var server = new OneAnswerServer(OneAnswerServer.Answer("200 OK", "{}"), certificate);
        var pem = Path.GetTempFileName();
        await File.WriteAllTextAsync(pem, authority.ExportCertificatePem(), Cancel);
        using var calls = new TransportClusterCalls(new(server.Url) { CertificateAuthority = pem, ServerName = serverName });

        var answer = await calls.SendAsync(Root, Cancel);
        File.Delete(pem);

        Assert.Equal(status, answer.Status);
        if (status == 200)
        {
            Assert.Equal(serverName, server.ServerName);
            Assert.Contains($"\r\nHost: {serverName}\r\n", server.Request, StringComparison.Ordinal);
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        using var complete = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pkcs12), null);
    }
}
