using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Repair;

/// <summary><c>twinbert repair</c>: mends an index in which the engine mapped the embedding object by guessing, or that was mapped for another model.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "One index, or an alias of one.", HelpName = "INDEX" };
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what is wrong and what would be done, and change nothing." };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON document on standard output." };
        var command = new ExampleCommand(
            "repair",
            "Mend an index whose mapping of the embedding field was guessed or is of another model: copy it with the right mapping, and put the copy in "
                + "its place.")
        {
            Examples = ["twinbert repair products --dry-run", "twinbert repair products"],
            Notes =
            [
                "While it copies, the index refuses writes (index.blocks.write). Every document is copied byte for byte, with its id, routing and version.",
                "Embeddings of this model come along; those of others are left behind, and a backfill makes them anew.",
                "Given an index, its name becomes an alias of the copy and the index is deleted, in one step, once the copy has every document.",
                "Given an alias, it and the index's other aliases move to the copy, and the old index is kept, without writes, for you to delete.",
                "Ctrl-C stops the copy and lets writes through again. The same command goes on, after a crash too, or copies anew where the "
                    + "index was written to meanwhile.",
                "Exit codes: 0 mended, or nothing to mend; 1 the copy failed and the index is as it was; 2 unusable input or not safely mendable, nothing "
                    + "changed; 130 interrupted.",
            ],
        };
        command.Add(index);
        Option[] options = [config, upstream, dryRun, json];
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) => RepairExecution.RunAsync(
            parsed.GetValue(index)!, Settings.Read(
                parsed.GetValue(config),
                parsed.GetValue(upstream)), (parsed.GetValue(dryRun), parsed.GetValue(json)), cancellationToken));
        return command;
    }
}
