using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwinBert.Sidecar.Certificates;

/// <summary>Certificates with their keys, and authorities, out of files.</summary>
public static class CertificateFile
{
    /// <summary>Reads a certificate with its key, and those that lead to its authority.</summary>
    /// <param name="certificate">A PEM or PFX file.</param>
    /// <param name="key">A PEM file with the key; <see langword="null"/> for one in the same file.</param>
    /// <param name="password">The key's password; <see langword="null"/> for none.</param>
    /// <param name="setting">The setting that names the file, for the message.</param>
    /// <exception cref="CertificateFileException">It cannot be used.</exception>
    public static (X509Certificate2 Own, X509Certificate2Collection Chain) Read(string certificate, string? key, string? password, string setting)
    {
        try
        {
            return IsPfx(certificate) ? ReadPfx(certificate, password) : ReadPem(certificate, key, password);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateFileException(
                $"{setting}: '{certificate}'{(key is null ? "" : $" with the key '{key}'")} cannot be used: {e.Message.TrimEnd('.')}. Name a PEM file with "
                    + "a certificate and one with its key, or a PFX file with both; check the password.", e);
        }
    }

    /// <summary>Reads authorities.</summary>
    /// <param name="file">A PEM file.</param>
    /// <param name="setting">The setting that names it, for the message.</param>
    /// <exception cref="CertificateFileException">It has none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string file, string setting)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateFileException($"{setting}: '{file}' cannot be used: {e.Message.TrimEnd('.')}. Name a PEM file with certificates.", e);
        }

        return authorities.Count > 0
            ? authorities
            : throw new CertificateFileException($"{setting}: '{file}' holds no certificate in PEM form. Name a file that does.", null);
    }

    private static bool IsPfx(string file) => Path.GetExtension(file).ToUpperInvariant() is ".PFX" or ".P12";

    private static (X509Certificate2, X509Certificate2Collection) ReadPfx(string file, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("No certificate in it has its key.");
        return (own, [.. all.Where(certificate => !certificate.HasPrivateKey)]);
    }

    private static (X509Certificate2, X509Certificate2Collection) ReadPem(string file, string? key, string? password)
    {
        var own = password is null
            ? X509Certificate2.CreateFromPemFile(file, key)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, key);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return (own, [.. all.Skip(1)]);
    }
}

/// <summary>A file with a certificate that cannot be used.</summary>
/// <param name="message">One line that names the setting, the cause and the remedy.</param>
/// <param name="innerException">What the system said.</param>
public sealed class CertificateFileException(string message, Exception? innerException) : Exception(message, innerException);
