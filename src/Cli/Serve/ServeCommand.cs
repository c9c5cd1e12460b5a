using System.CommandLine;
using TwinBert.Cli.Hosting;

namespace TwinBert.Cli.Serve;

/// <summary><c>twinbert serve</c>: the sidecar in front of a cluster, until Ctrl-C or SIGTERM.</summary>
internal static class ServeCommand
{
    /// <summary>What it is called.</summary>
    public const string Name = "serve";

    public static Command Create()
    {
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var listen = Settings.ListenOption();
        var wait = new Option<bool>("--wait-for-upstream")
        {
            Description = "Start even where the cluster cannot be reached yet; until it can, requests are answered with 502.",
        };
        var command = new Command(
            Name,
            "Serve applications in front of a cluster: searches come back reranked, documents go in with embeddings, all else passes unchanged.")
        {
            config, upstream, listen, wait,
        };
        command.SetAction((parsed, cancellationToken) => ServeRun.RunAsync(
            new(parsed.GetValue(config), parsed.GetValue(upstream), parsed.GetValue(listen)), parsed.GetValue(wait), cancellationToken));
        return command;
    }
}
