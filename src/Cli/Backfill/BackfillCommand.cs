using System.CommandLine;
using TwinBert.Backfill.Running;
using TwinBert.Cli.Hosting;

namespace TwinBert.Cli.Backfill;

/// <summary><c>twinbert backfill</c>: embeds the documents that an index had before the sidecar came, or whose embeddings are of another model or text.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var indices = IndexArgument.Create();
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Count what would be done and change nothing." };
        var missing = new Option<bool>("--missing-only") { Description = "Look only for embeddings that are missing or of another model, by a query; do not read the rest to find stale ones." };
        var all = new Option<bool>("--all") { Description = "Embed every document again, whatever it has." };
        var batch = Number("--batch", 128, 1, 10_000, "Documents that are encoded and written together.");
        var rate = new Option<double?>("--rate") { Description = "The most documents to embed in a second, to spare the cluster.", HelpName = "DOCS/S" };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Where the run's state is kept (in the working directory by default).", HelpName = "FILE" };
        var restart = new Option<bool>("--restart") { Description = "Begin anew, whatever the checkpoint of an earlier run says." };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON document on standard output." };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not > 0)
            {
                result.AddError("--rate is a number of documents a second, more than 0.");
            }
        });

        var command = new ExampleCommand("backfill", "Embed documents that are already indexed: missing, stale and other-model embeddings. Resumable.")
        {
            Examples =
            [
                "twinbert backfill products --dry-run",
                "twinbert backfill products",
                "twinbert backfill 'shop-*' --rate 200 --upstream https://search.example:9200",
            ],
            Notes =
            [
                "Exit codes: 0 done; 1 stopped by a failure, or documents were lost (listed in the .failed.ndjson file); 2 unusable input, nothing changed; 130 interrupted.",
                "A killed or interrupted run goes on where it was when the same command is given again.",
            ],
        };
        command.Aliases.Add("reindex");
        command.Add(indices);
        Option[] options = [config, upstream, dryRun, missing, all, batch, rate, checkpoint, restart, json];
        Array.ForEach(options, command.Add);
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetValue(missing))
            {
                result.AddError("--all and --missing-only exclude each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) => BackfillExecution.RunAsync(
            new BackfillArguments(
                parsed.GetValue(indices)!,
                Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)),
                new BackfillOptions
                {
                    Mode = parsed.GetValue(all) ? BackfillMode.All : parsed.GetValue(missing) ? BackfillMode.Missing : BackfillMode.Outdated,
                    DryRun = parsed.GetValue(dryRun),
                    BatchDocuments = parsed.GetValue(batch),
                    DocumentsPerSecond = parsed.GetValue(rate),
                },
                parsed.GetValue(checkpoint),
                parsed.GetValue(restart),
                parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static Option<int> Number(string name, int usual, int least, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < least || number > most))
            {
                result.AddError($"{name} is a number between {least} and {most}.");
            }
        });
        return option;
    }
}
