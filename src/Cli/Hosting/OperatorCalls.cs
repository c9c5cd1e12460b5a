using System.Security.Cryptography;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Certificates;
using TwinBert.Signing;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>Calls of our own to the configured cluster, with the operator's credentials.</summary>
internal static class OperatorCalls
{
    /// <summary>Opens them; nothing is sent yet. Throws when the certificate authority cannot be read.</summary>
    public static TransportClusterCalls Open(UpstreamOptions options)
    {
        try
        {
            return new TransportClusterCalls(new TransportOptions(new Uri(options.Url))
            {
                Username = options.Username,
                Password = options.Password,
                ApiKey = options.ApiKey,
                CertificateAuthority = options.CertificateAuthority,
                Nodes = [.. options.Nodes.Select(node => new Uri(node))],
                ServerName = options.ServerName,
                ClientCertificate = options.ClientCertificate is { } file
                    ? CertificateFile.Read(file, options.ClientKey, options.ClientKeyPassword, "Upstream:ClientCertificate").Own
                    : null,
                Wrap = options.IsSigned() ? connections => Signing(options.Aws, connections) : null,
            });
        }
        catch (CertificateFileException e)
        {
            throw new UnusableInputException(e.Message);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException(
                $"The authority '{options.CertificateAuthority}' cannot be used: {e.Message} Name a PEM file with its certificate in "
                    + "Upstream:CertificateAuthority.");
        }
    }

    private static AwsSigningHandler Signing(AwsOptions options, HttpMessageHandler connections) =>
        new(options, new AwsCredentialSource(options), TimeProvider.System, connections);
}
