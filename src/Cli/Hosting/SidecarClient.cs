using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using TwinBert.Configuration;
using TwinBert.Sidecar.Certificates;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>A client of a running sidecar.</summary>
internal static class SidecarClient
{
    /// <summary>Opens one; nothing is sent yet. Throws when the certificate of the configuration cannot be read.</summary>
    /// <param name="sidecar">The sidecar.</param>
    /// <param name="tls">
    /// What the sidecar shows. It is asked by an address that its certificate need not be for: the very certificate of its configuration is good, too.
    /// </param>
    public static HttpClient Open(Uri sidecar, TlsOptions tls)
    {
        var handler = new SocketsHttpHandler();
        if (tls.Certificate is { } file && sidecar.Scheme == Uri.UriSchemeHttps)
        {
            var own = HashOf(file, tls);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                errors == SslPolicyErrors.None || shown?.GetCertHashString(HashAlgorithmName.SHA256) == own;
        }

        return new HttpClient(handler) { BaseAddress = sidecar };
    }

    /// <summary>The credentials of a configuration as a header; <see langword="null"/> for none.</summary>
    public static AuthenticationHeaderValue? Credentials(UpstreamOptions upstream) => upstream switch
    {
        { ApiKey: { } key } => new("ApiKey", key),
        { Username: { } user, Password: { } password } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))),
        _ => null,
    };

    private static string HashOf(string file, TlsOptions tls)
    {
        try
        {
            return CertificateFile.Read(file, tls.Key, tls.Password, "Tls:Certificate").Own.GetCertHashString(HashAlgorithmName.SHA256);
        }
        catch (CertificateFileException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }
}
