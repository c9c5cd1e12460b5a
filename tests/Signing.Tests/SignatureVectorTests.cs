using Microsoft.Extensions.Time.Testing;
using TwinBert.Configuration;
using TwinBert.TestKit.Signatures;
using Xunit;

namespace TwinBert.Signing.Tests;

/// <summary>The examples that AWS publishes, of what signs here and of what the other tests check it with.</summary>
public sealed class SignatureVectorTests
{
    private const string Nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    // From AWS's Signature Version 4 test suite.
    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void Check_SuitesRequests_ComputesTheSuitesSignatures(string method, string target, string signature)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["host"] = "example.amazonaws.com",
            ["x-amz-date"] = "20150830T123600Z",
        };

        var key = AwsKey.OfDomain with { Region = "us-east-1", Service = "service" };
        var computed = SignatureCheck.Of(key, method, target, ["host", "x-amz-date"], name => headers[name], Nothing);

        Assert.Equal(signature, computed);
    }

    // From the documentation of the S3 API, whose examples sign the hash of the body as a header, as is done here.
    [Theory]
    [InlineData("/?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("/?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public async Task Handler_DocumentedRequests_HaveTheDocumentedSignatures(string target, string signature)
    {
        using var inner = new Kept();
        var options = new AwsOptions { Region = "us-east-1", Service = "s3", Profile = AwsProfileFile.Documented };
        using var handler = new AwsSigningHandler(
            options, new AwsCredentialSource(options), new FakeTimeProvider(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)), inner);
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://examplebucket.s3.amazonaws.com" + target);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
                + $"Signature={signature}",
            inner.Authorization);
    }

    private sealed class Kept : HttpMessageHandler
    {
        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.NonValidated["Authorization"].ToString();
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
