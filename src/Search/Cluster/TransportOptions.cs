namespace TwinBert.Search.Cluster;

/// <summary>Which cluster our own calls go to, and as whom.</summary>
/// <param name="Url">The cluster's URL, <c>http://</c> or <c>https://</c>, without a path.</param>
public sealed record TransportOptions(Uri Url)
{
    /// <summary>User name of basic authentication; goes with <see cref="Password"/>.</summary>
    public string? Username { get; init; }

    /// <summary>Password of basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>API key in its encoded form; wins over a user name.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A PEM file with the authority that signed the cluster's certificate, where the system does not know it.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The longest time for one call. More than 0.</summary>
    /// <value>1 minute</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether bodies are compressed both ways. Pays across a network, costs on the same machine.</summary>
    /// <value><see langword="false"/> for a loopback address, <see langword="true"/> otherwise</value>
    public bool Compress { get; init; } = !Url.IsLoopback;
}
