namespace TwinBert.Configuration;

/// <summary>
/// The cluster. Credentials are for our own calls only (backfill, evaluation, probes): what a client sends goes upstream with the client's.
/// </summary>
public sealed record UpstreamOptions
{
    /// <summary>The cluster's URL, <c>http://</c> or <c>https://</c>.</summary>
    /// <value><c>http://127.0.0.1:9200</c></value>
    public string Url { get; init; } = "http://127.0.0.1:9200";

    /// <summary>User name of our own calls; goes with <see cref="Password"/>.</summary>
    public string? Username { get; init; }

    /// <summary>Password of our own calls. Better in the environment (<c>TWINBERT__Upstream__Password</c>) than in the file.</summary>
    public string? Password { get; init; }

    /// <summary>A file that holds <see cref="Password"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>API key of our own calls (the encoded form), instead of a user name.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A file that holds <see cref="ApiKey"/>.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>A PEM file with the authority that signed the cluster's certificate, where the system does not know it.</summary>
    public string? CertificateAuthority { get; init; }
}
