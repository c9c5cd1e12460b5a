using System.Net;
using System.Security.Cryptography;
using System.Text;
using TwinBert.Configuration;
using TwinBert.DevNode.Hosting;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Signatures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Signatures;

/// <summary>A sidecar in front of a domain that takes only requests whose signature is right for what came.</summary>
public sealed class SignedUpstreamTests : IAsyncLifetime
{
    private const string Search = """{"query":{"match":{"title":"red shoe"}}}""";
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });
    private DevNodeHost _node = null!;
    private SignedFront _front = null!;
    private SidecarHost _sidecar = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await DevNodeHost.StartAsync(new DevNodeOptions(), CancellationToken.None);
        _front = SignedFront.Start(_node.Url, AwsKey.OfDomain);
        _sidecar = await StartAsync(new() { Region = AwsKey.OfDomain.Region, Profile = AwsProfileFile.Domain });
        var lines = string.Concat(Enumerable.Range(0, 5).Select(i => $$$"""{"index":{"_id":"{{{i}}}"}}""" + "\n" + $$"""{"title":"red shoe {{i}}"}""" + "\n"));
        await SendAsync("POST", "/products/_bulk?refresh=true", lines);
        _front.Passed.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _front.DisposeAsync();
        await _node.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("AWS4-HMAC-SHA256 Credential=SOMEBODY/20260101/eu-central-1/es/aws4_request, SignedHeaders=host, Signature=00")]
    public async Task Search_Rewritten_IsSignedAsItGoesOut(string? authorization)
    {
        // What the index bears is found out beside the first searches.
        for (var i = 0; i < 3; i++)
        {
            var (status, verdict, _) = await SendAsync("POST", "/products/_search", Search, authorization);

            Assert.Equal(HttpStatusCode.OK, status);
            Assert.StartsWith("reranked", verdict, StringComparison.Ordinal);
        }

        Assert.Empty(_front.Refused);
        Assert.Contains(_front.Passed, passed => passed.Head.Contains("/products/_search", StringComparison.Ordinal) && passed.Body != Search);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Bulk_OfAnyLength_IsHeldEmbeddedAndSigned(int documents)
    {
        var lines = string.Concat(Enumerable.Repeat("{\"index\":{}}\n{\"title\":\"a boot\"}\n", documents));

        var (status, _, answer) = await SendAsync("POST", "/products/_bulk?refresh=true", lines);

        Assert.True(status == HttpStatusCode.OK, answer);
        Assert.Empty(_front.Refused);
        var sent = Assert.Single(_front.Passed, passed => passed.Head == "POST /products/_bulk?refresh=true");
        Assert.Equal(documents, sent.Body.Split("\"twinbert\":{").Length - 1);
    }

    // Targets on which a signature founders where it is made of something else than what is sent.
    [Theory]
    [InlineData("GET", "/products,other-*/_count?ignore_unavailable=true")]
    [InlineData("GET", "/products/_search?q=title:%22red+shoe%22&_source=title,brand&sort=_score:desc")]
    [InlineData("GET", "/products/_search?filter_path=hits.hits._id,took&size=2&q=a%2Bb")]
    [InlineData("GET", "/products/_doc/a%2Fb%20c%C3%A9")]
    [InlineData("GET", "/%3Cproducts-%7Bnow%2Fd%7D%3E/_count")]
    [InlineData("GET", "/products/_count?q=*&q=x&allow_no_indices")]
    [InlineData("PUT", "/products/_doc/x~y'(1)!?refresh")]
    [InlineData("DELETE", "/products/_doc/1")]
    [InlineData("HEAD", "/products")]
    public async Task Forward_Target_IsSignedAsItStands(string method, string target)
    {
        var (status, _, _) = await SendAsync(method, target, method == "PUT" ? """{"title":"a boot"}""" : null);

        Assert.NotEqual(HttpStatusCode.Forbidden, status);
        Assert.Empty(_front.Refused);
        Assert.NotEmpty(_front.Passed);
    }

    [Fact]
    public async Task Forward_CredentialsOfAnotherKind_AreTheClients()
    {
        _front.TakesBasic = true;

        var (status, _, _) = await SendAsync("GET", "/products/_count", null, "Basic c2hvcDpzZWNyZXQ=");

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Forward_MoreThanMayBeHeld_IsRefusedWithTheRemedy()
    {
        await using var small = await StartAsync(
            new() { Region = AwsKey.OfDomain.Region, Profile = AwsProfileFile.Domain }, new() { MaxWriteRequestBytes = 2000 });

        var (status, _, answer) = await SendAsync("POST", "/elsewhere/_bulk", new string('\n', 3000), sidecar: small);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("Limits:MaxWriteRequestBytes", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(_front.Passed, passed => passed.Head.StartsWith("POST /elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forward_NoCredentials_SaysSo()
    {
        await using var nobody = await StartAsync(new() { Region = AwsKey.OfDomain.Region, Profile = "nobody" });

        var (status, _, answer) = await SendAsync("GET", "/products/_count", null, sidecar: nobody);

        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Contains("no profile 'nobody'", answer, StringComparison.Ordinal);
    }

    // Who does not sign may not change what somebody else has signed.
    [Theory]
    [InlineData("POST", "/products/_search", Search)]
    [InlineData("PUT", "/products/_doc/9", """{"title":"a boot"}""")]
    [InlineData("POST", "/products/_bulk", "{\"index\":{}}\n{\"title\":\"a boot\"}\n")]
    [InlineData("POST", "/_reindex", """{"source":{"index":"products"},"dest":{"index":"others"}}""")]
    [InlineData("GET", "/products/_doc/1", null)]
    public async Task Forward_SignedByTheClientAndNotHere_GoesOnToTheByte(string method, string target, string? body)
    {
        await using var passing = await StartAsync(new());
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body ?? "")));
        var moment = DateTimeOffset.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = _front.Url.Authority,
            ["X-Amz-Content-Sha256"] = hash,
            ["X-Amz-Date"] = moment,
        };
        string[] names = ["host", "x-amz-content-sha256", "x-amz-date"];
        var signature = SignatureCheck.Of(AwsKey.OfDomain, method, target, names, name => headers[name], hash);
        headers["Authorization"] = $"AWS4-HMAC-SHA256 Credential={AwsKey.OfDomain.Id}/{moment[..8]}/eu-central-1/es/aws4_request, "
            + $"SignedHeaders={string.Join(';', names)}, Signature={signature}";

        var (status, verdict, answer) = await SendAsync(method, target, body, sidecar: passing, headers: headers);

        // The embedded node knows no _reindex.
        Assert.True((int)status < 300 || status == HttpStatusCode.MethodNotAllowed, answer);
        Assert.Empty(_front.Refused);
        Assert.Single(_front.Passed, passed => passed == ($"{method} {target}", body ?? ""));
        Assert.True(verdict is null || verdict.StartsWith("skipped; reason=signed_request", StringComparison.Ordinal), verdict);
        Assert.DoesNotContain("twinbert", answer, StringComparison.Ordinal);
    }

    private Task<SidecarHost> StartAsync(AwsOptions aws, LimitOptions? limits = null)
    {
        var settings = SidecarFixture.Settings(_front.Url);
        return SidecarHost.StartAsync(
            settings with
            {
                Options = settings.Options with
                {
                    Upstream = settings.Options.Upstream with { Aws = aws },
                    Limits = limits ?? settings.Options.Limits,
                    Upkeep = new() { Enabled = false },
                },
            },
            TestContext.Current.CancellationToken);
    }

    private async Task<(HttpStatusCode Status, string? Verdict, string Body)> SendAsync(
        string method, string target, string? body, string? authorization = null, SidecarHost? sidecar = null, Dictionary<string, string>? headers = null)
    {
        var verbatim = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var url = new Uri((sidecar ?? _sidecar).Url.GetLeftPart(UriPartial.Authority) + target, verbatim);
        using var request = new HttpRequestMessage(new(method), url);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var verdict = response.Headers.TryGetValues("X-TwinBert", out var values) ? values.Single() : null;
        return (response.StatusCode, verdict, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
