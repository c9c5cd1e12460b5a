using TwinBert.Cli.Hosting;
using TwinBert.Configuration;

namespace TwinBert.Cli.Serve;

/// <summary>Where the configuration of a serving process is read from, each time anew: the file, the environment, the command line.</summary>
/// <param name="File">The file that the command line names; <see langword="null"/> for the usual one.</param>
/// <param name="Upstream">The cluster's URL of the command line, if any.</param>
/// <param name="Listen">The URL to listen on of the command line, if any.</param>
internal sealed record ServeSource(string? File, string? Upstream, string? Listen)
{
    /// <summary>Reads it; throws when anything in it is wrong, naming all of it.</summary>
    public TwinBertOptions Read() => Settings.Read(File, Upstream, Listen);

    /// <summary>The files whose change changes what is served.</summary>
    /// <param name="options">What was read.</param>
    public IReadOnlyList<string> FilesOf(TwinBertOptions options) =>
    [
        Path.GetFullPath(File ?? ConfigurationReader.DefaultFile),
        .. new[]
        {
            options.Upstream.CertificateAuthority, options.Upstream.ClientCertificate, options.Upstream.ClientKey, options.Upstream.PasswordFile,
            options.Upstream.ApiKeyFile, options.Admin.TokenFile, options.Tls.Certificate, options.Tls.Key, options.Tls.PasswordFile,
            options.Tls.ClientAuthority,
        }.OfType<string>(),
        .. options.ModelsOfIndices().Append(options.Model).Distinct()
            .Select(model => Path.Combine(ModelLocator.Find(model), ModelLocator.Manifest)),
    ];
}
