namespace TwinBert.Configuration;

/// <summary>
/// The cluster. Credentials are for our own calls only (backfill, evaluation, probes): what a client sends goes upstream with the client's.
/// </summary>
public sealed record UpstreamOptions
{
    /// <summary>The cluster's URL, <c>http://</c> or <c>https://</c>; with a path where a gateway has it below one.</summary>
    /// <value><c>http://127.0.0.1:9200</c></value>
    public string Url { get; init; } = "http://127.0.0.1:9200";

    /// <summary>
    /// Further nodes of the cluster, as URLs without a path. Requests go to all in turn; one that cannot be connected to is passed over until it answers.
    /// </summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>
    /// The host name that the cluster is asked for, over TLS (SNI, and what its certificate has to be for) and as <c>Host</c>, where that is not the URL's.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>A PEM or PFX file with the certificate that the sidecar shows to the cluster, where that wants one.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The PEM file with the key of <see cref="ClientCertificate"/>.</summary>
    /// <value><see langword="null"/>: it is in the same file</value>
    public string? ClientKey { get; init; }

    /// <summary>The password of the key or the PFX file.</summary>
    public string? ClientKeyPassword { get; init; }

    /// <summary>A file that holds <see cref="ClientKeyPassword"/>.</summary>
    public string? ClientKeyPasswordFile { get; init; }

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

    /// <summary>How requests are signed where the cluster is Amazon's; every request then, a client's too.</summary>
    public AwsOptions Aws { get; init; } = new();

    /// <summary>Whether our own calls have credentials.</summary>
    public bool HasCredentials() => ApiKey is not null || Username is not null || IsSigned();

    /// <summary>Whether requests are signed for Amazon OpenSearch.</summary>
    public bool IsSigned() => Aws.Region is not null;
}
