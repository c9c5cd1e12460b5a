using System.Net.Http.Headers;
using Amazon;
using Amazon.Runtime.Signing;
using TwinBert.Configuration;

namespace TwinBert.Signing;

/// <summary>
/// Signs each request for Amazon OpenSearch (Signature Version 4) as it goes out, so that it is to stand behind whatever changes a request or tries it again.
/// A request that brings credentials of another kind keeps those: it has room for one. Thread-safe.
/// </summary>
/// <param name="options">For which region and service.</param>
/// <param name="credentials">As whom; disposed of with this.</param>
/// <param name="time">When.</param>
/// <param name="inner">Sends.</param>
public sealed class AwsSigningHandler(AwsOptions options, AwsCredentialSource credentials, TimeProvider time, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    private const string ContentHash = "X-Amz-Content-Sha256";
    private readonly RegionEndpoint _region = RegionEndpoint.GetBySystemName(options.Region);

    /// <summary>Whether an <c>Authorization</c> is a signature of this kind.</summary>
    /// <param name="authorization">The header's value.</param>
    public static bool IsSignature(string? authorization) => authorization?.StartsWith("AWS4-", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var authorization = request.Headers.NonValidated.TryGetValues("Authorization", out var given) ? given.ToString() : null;
        if (authorization is null || IsSignature(authorization))
        {
            await SignAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            credentials.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task SignAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var unsigned = new AWSSigningRequest { HttpMethod = request.Method, RequestUri = AsTheEngineSeesIt(request) };
        unsigned.Headers[ContentHash] = await PayloadHash.FindAsync(request, cancellationToken).ConfigureAwait(false);
        var signed = await AWSSigV4Signer.SignAsync(
                unsigned,
                new AWSSigV4Parameters
                {
                    Credentials = await credentials.FindAsync(cancellationToken).ConfigureAwait(false),
                    Region = _region,
                    Service = options.Service,
                    SignedAt = time.GetUtcNow().UtcDateTime,
                },
                cancellationToken)
            .ConfigureAwait(false);
        foreach (var (name, value) in signed.Headers.Append(new(ContentHash, unsigned.Headers[ContentHash])))
        {
            Replace(request.Headers, name, value);
        }
    }

    // The signature covers the Host that is sent.
    private static Uri AsTheEngineSeesIt(HttpRequestMessage request)
    {
        var url = request.RequestUri!;
        return request.Headers.Host is not { } host
            ? url
            : new Uri($"{url.Scheme}://{host}{url.PathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static void Replace(HttpRequestHeaders headers, string name, string value)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }
}
