using System.CommandLine;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>
/// <c>twinbert backfill</c>: embeds the documents that an index had before the sidecar came, or whose embeddings are of another model or text.
/// </summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var switches = new BackfillSwitches();
        var command = new ExampleCommand("backfill", "Embed documents that are already indexed: missing, stale and other-model embeddings. Resumable.")
        {
            Examples =
            [
                "twinbert backfill products --dry-run",
                "twinbert backfill products",
                "twinbert backfill 'shop-*' --follow",
                "twinbert backfill 'shop-*' --rate 200 --upstream https://search.example:9200",
            ],
            Notes =
            [
                "Exit codes: 0 done; 1 stopped by a failure, or documents were lost (listed in the .failed.ndjson file); 2 unusable input, nothing changed; "
                    + "3 done, but others went on writing documents without embeddings; 4 an index was deleted, made anew or restored meanwhile; 130 "
                    + "interrupted.",
                "A killed or interrupted run goes on where it was when the same command is given again. Given several times, on any machines, the processes "
                    + "share the work; 'twinbert jobs' shows it, pauses and cancels it.",
            ],
        };
        command.Aliases.Add("reindex");
        switches.AddTo(command);
        command.SetAction((parsed, cancellationToken) => BackfillExecution.RunAsync(switches.Read(parsed), cancellationToken));
        return command;
    }
}
