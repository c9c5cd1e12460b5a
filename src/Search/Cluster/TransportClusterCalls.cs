using System.Collections.Specialized;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Elastic.Transport;
using TwinBert.Protocol;
using ElasticMethod = Elastic.Transport.HttpMethod;

namespace TwinBert.Search.Cluster;

/// <summary>
/// Our own calls to a cluster over Elastic.Transport, with the product registration that asks nothing of the product: the same code works on
/// Elasticsearch 8 and 9 and on OpenSearch. Retries nothing, because only the caller knows which of its calls may be sent twice. Thread-safe.
/// </summary>
public sealed class TransportClusterCalls : IClusterCalls, IDisposable
{
    private const string RetryAfterHeader = "Retry-After";

    private readonly TransportConfiguration _configuration;
    private readonly DistributedTransport _transport;
    private readonly TransportOptions _options;

    /// <summary>Prepares calls; nothing is sent yet.</summary>
    /// <param name="options">Which cluster, and as whom.</param>
    /// <exception cref="IOException">The authority's file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The authority's file holds no certificate.</exception>
    public TransportClusterCalls(TransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _configuration = new TransportConfiguration(Nodes(options), Invoker(options))
        {
            Authentication = Credentials(options),
            ServerCertificateValidationCallback = Authority(options),
            ClientCertificates = options.ClientCertificate is { } own ? new X509CertificateCollection { own } : null!,
            EnableHttpCompression = options.Compress,
            RequestTimeout = options.Timeout,
            MaxRetries = 0,
            DisablePings = true,
            DisableAuditTrail = true,
            DisableMetaHeader = true,
            ThrowExceptions = false,
            ResponseHeadersToParse = new HeadersList([RetryAfterHeader, TwinBertHeaders.Verdict]),
        };
        _transport = new DistributedTransport(_configuration);
    }

    /// <inheritdoc/>
    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        var endpoint = new EndpointPath(Enum.Parse<ElasticMethod>(call.Method.Method, ignoreCase: true), call.Target.TrimStart('/'));
        var body = call.Body.IsEmpty ? null : PostData.ReadOnlyMemory(call.Body);
        var settings = new RequestConfiguration { ContentType = call.ContentType, Accept = "application/json", Headers = Headers(call) };
        var response = await RequestAsync(endpoint, body, settings, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var details = response.ApiCallDetails;
        return details.HttpStatusCode is { } status
            ? new ClusterAnswer(status, response.Body ?? []) { RetryAfter = RetryAfter(details), Verdict = Verdict(details) }
            : ClusterAnswer.Unreachable(TransportFailure.Describe(_options.Url, _options.Timeout, details.OriginalException));
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)_configuration).Dispose();

    // A call that is given up may end in an error of the transport's own.
    private async Task<BytesResponse> RequestAsync(
        EndpointPath endpoint, PostData? body, RequestConfiguration settings, CancellationToken cancellationToken)
    {
        try
        {
            return await _transport.RequestAsync<BytesResponse>(in endpoint, body!, null!, settings, cancellationToken).ConfigureAwait(false);
        }
        catch (UnexpectedTransportException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    // A path in the URL stands before every target.
    private static NodePool Nodes(TransportOptions options)
    {
        var first = new Uri(options.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        return options.Nodes.Count == 0 ? new SingleNodePool(first) : new StaticNodePool(options.Nodes.Prepend(first), randomize: false);
    }

    private static HttpRequestInvoker Invoker(TransportOptions options) =>
        options.Wrap is { } wrap ? new HttpRequestInvoker((connections, _) => wrap(connections)) : new HttpRequestInvoker();

    private static AuthorizationHeader? Credentials(TransportOptions options) => options switch
    {
        { ApiKey: { } key } => new ApiKey(key),
        { Username: { } user, Password: { } password } => new BasicAuthentication(user, password),
        _ => null,
    };

    private static Func<object, X509Certificate, X509Chain, SslPolicyErrors, bool>? Authority(TransportOptions options)
    {
        if (options.CertificateAuthority is not { } file)
        {
            return null;
        }

        var authority = new TransportAuthority(file);
        return (_, certificate, chain, errors) => authority.Accepts(certificate, chain, errors);
    }

    private NameValueCollection? Headers(ClusterCall call)
    {
        if (call.Hints is null && _options.ServerName is null)
        {
            return null;
        }

        var headers = new NameValueCollection();
        foreach (var (name, value) in call.Hints?.ToHeaders() ?? [])
        {
            headers.Add(name, value);
        }

        if (_options.ServerName is { } host)
        {
            // The handler takes the name that it asks for over TLS, and that the certificate has to be for, from this header, too.
            headers.Add("Host", host);
        }

        return headers;
    }

    private static RerankVerdict? Verdict(ApiCallDetails details) =>
        details.TryGetHeader(TwinBertHeaders.Verdict, out var values) && RerankVerdict.TryParse(values?.FirstOrDefault(), out var verdict) ? verdict : null;

    // The engines send seconds; the date form of the header is for caches and is treated as absent.
    private static TimeSpan? RetryAfter(ApiCallDetails details) =>
        details.TryGetHeader(RetryAfterHeader, out var values)
        && int.TryParse(values?.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
