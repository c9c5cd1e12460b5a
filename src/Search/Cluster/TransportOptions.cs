using System.Security.Cryptography.X509Certificates;

namespace TwinBert.Search.Cluster;

/// <summary>Which cluster our own calls go to, and as whom.</summary>
/// <param name="Url">The cluster's URL, <c>http://</c> or <c>https://</c>; with a path where a gateway has it below one.</param>
public sealed record TransportOptions(Uri Url)
{
    /// <summary>Further nodes of the cluster; one that gave no answer is passed over for a while.</summary>
    public IReadOnlyList<Uri> Nodes { get; init; } = [];

    /// <summary>The certificate to show to the cluster, with its key; <see langword="null"/> for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// The host name that the cluster is asked for, over TLS and as <c>Host</c>, where that is not the URL's; its certificate has to be for it.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>User name of basic authentication; goes with <see cref="Password"/>.</summary>
    public string? Username { get; init; }

    /// <summary>Password of basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>API key in its encoded form; wins over a user name.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A PEM file with the authority that signed the cluster's certificate, where the system does not know it.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Puts something between a call and the connection, such as a signature; <see langword="null"/> for nothing.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Wrap { get; init; }

    /// <summary>The longest time for one call. More than 0.</summary>
    /// <value>1 minute</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether bodies are compressed both ways. Pays across a network, costs on the same machine.</summary>
    /// <value><see langword="false"/> for a loopback address, <see langword="true"/> otherwise</value>
    public bool Compress { get; init; } = !Url.IsLoopback;
}
