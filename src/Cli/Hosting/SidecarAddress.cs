using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>Where a running sidecar is reached from this machine.</summary>
internal static class SidecarAddress
{
    /// <summary>The URL named on the command line, or else the configured 'Listen'.</summary>
    /// <param name="url">The URL of the command line.</param>
    /// <param name="configurationFile">The configuration file of the command line.</param>
    public static Uri Of(string? url, string? configurationFile)
    {
        var text = url ?? Reachable(Settings.Read(configurationFile).Listen);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UnusableInputException($"'{text}' is no URL. Give one such as --url http://127.0.0.1:9210.");
    }

    // "All addresses" is something to listen on, not something to connect to.
    private static string Reachable(string listen)
    {
        var address = new UriBuilder(listen);
        if (address.Host is "0.0.0.0" or "[::]" or "*" or "+")
        {
            address.Host = "127.0.0.1";
        }

        return address.Uri.ToString();
    }
}
