using System.CommandLine;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>The options that every command with a configuration shares, and how they become <see cref="TwinBertOptions"/>.</summary>
internal static class Settings
{
    public static Option<string?> ConfigOption() =>
        new("--config") { Description = $"The configuration file ('{ConfigurationReader.DefaultFile}' where it is present).", HelpName = "FILE" };

    public static Option<string?> UpstreamOption() => new("--upstream") { Description = "The cluster's URL, instead of the configured one.", HelpName = "URL" };

    public static Option<string?> ListenOption() =>
        new("--listen") { Description = "Where the sidecar listens, instead of the configured URL.", HelpName = "URL" };

    /// <summary>Reads the configuration; throws when anything in it is wrong, naming all of it.</summary>
    public static TwinBertOptions Read(string? file, string? upstream = null, string? listen = null)
    {
        var overrides = new Dictionary<string, string?>();
        if (upstream is not null)
        {
            overrides["Upstream:Url"] = upstream;
        }

        if (listen is not null)
        {
            overrides["Listen"] = listen;
        }

        var result = ConfigurationReader.Read(file, overrides);
        return result.Options ?? throw new UnusableInputException("The configuration is unusable. " + string.Join(' ', result.Errors));
    }
}
