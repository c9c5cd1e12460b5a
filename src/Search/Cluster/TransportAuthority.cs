using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TwinBert.Search.Cluster;

/// <summary>
/// Accepts a server's certificate that a given authority signed, in place of the system's authorities. The host name is still checked. Thread-safe.
/// </summary>
internal sealed class TransportAuthority
{
    private readonly X509Certificate2Collection _authorities = [];

    public TransportAuthority(string file)
    {
        _authorities.ImportFromPemFile(file);
        if (_authorities.Count == 0)
        {
            throw new System.Security.Cryptography.CryptographicException($"'{file}' holds no certificate in PEM form.");
        }
    }

    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        // Only the missing trust may be made up for here; a wrong host name or no certificate at all stays an error.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        if (chain is not null)
        {
            // The intermediates that the server sent along.
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        }

        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(server);
    }
}
