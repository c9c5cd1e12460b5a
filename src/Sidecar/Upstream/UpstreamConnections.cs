using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TwinBert.Configuration;
using TwinBert.Sidecar.Certificates;
using TwinBert.Signing;

namespace TwinBert.Sidecar.Upstream;

/// <summary>The connections to the cluster: plain HTTP/1.1 that changes nothing on the way and never gives up on a slow answer.</summary>
internal static class UpstreamConnections
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // Engines answer an Expect at once; the wait is for gateways between, which may not answer it at all.
    private static readonly TimeSpan ContinueTimeout = TimeSpan.FromSeconds(5);
    private const int MaxResponseHeadKilobytes = 100;

    // Long enough to amortise handshakes, short enough to follow a changed DNS entry.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static HttpMessageInvoker Open(UpstreamOptions options, UpstreamNodes nodes, SeenCluster seen, TimeProvider time)
    {
        HttpMessageHandler sending = new OwnConnectionHandler(pooled: Sockets(options, Lifetime), single: Sockets(options, TimeSpan.Zero));
        if (options.IsSigned())
        {
            // The last to touch a request: what is tried again, or at another node, is signed again.
            sending = new AwsSigningHandler(options.Aws, new AwsCredentialSource(options.Aws), time, sending);
        }

        return new HttpMessageInvoker(new QuotedTargetHandler(new SeeingHandler(new ConnectRetryHandler(new NodeHandler(sending, nodes), time), seen)));
    }

    private static SocketsHttpHandler Sockets(UpstreamOptions options, TimeSpan lifetime)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = lifetime,
            Expect100ContinueTimeout = ContinueTimeout,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = MaxResponseHeadKilobytes,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            PlaintextStreamFilter = static (connection, _) => ValueTask.FromResult<Stream>(
                new SentOnceStream(new EarlyAnswerStream(connection.PlaintextStream))),
        };
        if (options.CertificateAuthority is { } authority)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(CertificateFile.ReadAuthorities(authority, "Upstream:CertificateAuthority"));
            sockets.SslOptions.CertificateChainPolicy = policy;
        }

        if (options.ClientCertificate is { } certificate)
        {
            var (own, chain) = CertificateFile.Read(certificate, options.ClientKey, options.ClientKeyPassword, "Upstream:ClientCertificate");
            sockets.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true);
        }

        return sockets;
    }
}
