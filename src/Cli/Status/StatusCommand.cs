using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Status;

/// <summary><c>twinbert status</c>: how many documents of an index have an embedding, and of which model.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var indices = IndexArgument.Create();
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var json = new Option<bool>("--json") { Description = "Print the counts as one JSON document on standard output." };
        var command = new ExampleCommand("status", "Count the documents that have an embedding of the index's model, of another model, or none.")
        {
            Examples = ["twinbert status products", "twinbert status 'shop-*' --json"],
            Notes =
            [
                "Exit codes: 0 counted; 1 counted, and the mapping of an index does not fit; 2 unusable input.",
                "Embeddings whose text has changed since are found by: twinbert backfill INDEX --dry-run",
            ],
        };
        command.Add(indices);
        Option[] options = [config, upstream, json];
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) => StatusReport.RunAsync(
            parsed.GetValue(indices)!, Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)), parsed.GetValue(json), cancellationToken));
        return command;
    }
}
