using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Certificates;

/// <summary>What the sidecar shows to clients over TLS, and wants of them. Each new connection gets what there is then. Thread-safe.</summary>
internal sealed class ListenTls
{
    private volatile SslServerAuthenticationOptions? _current;

    /// <summary>What a connection that comes now is greeted with.</summary>
    public SslServerAuthenticationOptions Current => _current ?? throw new InvalidOperationException("There is no certificate.");

    /// <summary>Reads the files of a configuration.</summary>
    /// <returns>What connections are to be greeted with; <see langword="null"/> without a certificate.</returns>
    /// <exception cref="CertificateFileException">One of them cannot be used.</exception>
    public static SslServerAuthenticationOptions? Read(TlsOptions options)
    {
        if (options.Certificate is null)
        {
            return null;
        }

        var (own, chain) = CertificateFile.Read(options.Certificate, options.Key, options.Password, "Tls:Certificate");
        var wants = options.ClientCertificates != "none";
        var requires = options.ClientCertificates == "required";
        return new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true),
            ClientCertificateRequired = wants,
            CertificateChainPolicy = wants ? PolicyFor(options.ClientAuthority) : null,
            RemoteCertificateValidationCallback = wants
                ? (_, certificate, _, errors) => certificate is null ? !requires : errors == SslPolicyErrors.None
                : null,
        };
    }

    /// <summary>Greets new connections with something else.</summary>
    public void Use(SslServerAuthenticationOptions? options) => _current = options;

    private static X509ChainPolicy PolicyFor(string? authority)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (authority is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(CertificateFile.ReadAuthorities(authority, "Tls:ClientAuthority"));
        }

        return policy;
    }
}
