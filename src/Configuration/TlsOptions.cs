namespace TwinBert.Configuration;

/// <summary>The certificate that the sidecar shows where <c>Listen</c> is an <c>https://</c> URL, and which clients it wants to see one of.</summary>
public sealed record TlsOptions
{
    /// <summary>
    /// A PEM file with the sidecar's certificate, and behind it those that lead to its authority; or a PFX file (<c>.pfx</c>, <c>.p12</c>) with both and the
    /// key.
    /// </summary>
    /// <value><see langword="null"/>: none</value>
    public string? Certificate { get; init; }

    /// <summary>The PEM file with the certificate's key.</summary>
    /// <value><see langword="null"/>: it is in <see cref="Certificate"/></value>
    public string? Key { get; init; }

    /// <summary>The password of the key or the PFX file, where it has one.</summary>
    public string? Password { get; init; }

    /// <summary>A file that holds <see cref="Password"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// Whether clients have to show a certificate: <c>none</c>, <c>optional</c> (one that is shown has to be good), or <c>required</c>.
    /// </summary>
    /// <value><c>none</c></value>
    public string ClientCertificates { get; init; } = "none";

    /// <summary>A PEM file with the authorities that sign clients' certificates.</summary>
    /// <value><see langword="null"/>: those that the system knows</value>
    public string? ClientAuthority { get; init; }
}
