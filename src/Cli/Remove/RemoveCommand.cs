using System.CommandLine;
using TwinBert.Cli.Backfill;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Remove;

/// <summary><c>twinbert remove</c>: takes embeddings out of documents again.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var indices = IndexArgument.Create();
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var field = new Option<string?>("--field")
        {
            Description = "The embedding object to take out, instead of the one that the configuration names.", HelpName = "NAME",
        };
        field.Aliases.Add("--embedding-field");
        var old = new Option<bool>("--drop-old") { Description = "Take out what HiddenEmbeddingFields of the configuration names, and nothing else." };
        var rate = new Option<int?>("--rate") { Description = "At most so many documents a second.", HelpName = "N" };
        rate.AtLeast(1);
        var (governor, withoutAlias) = (WriteSwitches.Governor(), WriteSwitches.WithoutAlias());
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count the documents." };
        var command = new ExampleCommand("remove", "Take embeddings out of documents again: of a model that is used no longer, or of TwinBert altogether.")
        {
            Examples =
            [
                "twinbert remove products --dry-run", "twinbert remove products --drop-old", "twinbert remove 'shop-*' --field twinbert_old --rate 500",
            ],
            Notes =
            [
                "Documents are written back byte for byte without the object, each on condition that nobody wrote it meanwhile. Ingest pipelines do not run.",
                "A run that was interrupted or killed goes on when the same command is given again; nothing of it goes on in the cluster by itself.",
                "First take the index out of the Indices of every sidecar, or name another EmbeddingField there: they would embed documents anew.",
                "Exit codes: 0 no document has one any more; 1 some still have, for the reason that is printed; 2 unusable input; 130 interrupted.",
            ],
        };
        command.Add(indices);
        Option[] options = [config, upstream, field, old, rate, governor, withoutAlias, dryRun];
        Array.ForEach(options, command.Add);
        command.Validators.Add(result =>
        {
            if (result.GetValue(old) && result.GetValue(field) is not null)
            {
                result.AddError("--field and --drop-old exclude each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RemoveRun.RunAsync(
            parsed.GetValue(indices)!,
            Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)),
            new(parsed.GetValue(field), parsed.GetValue(old), parsed.GetValue(dryRun), new()
            {
                DocumentsPerSecond = parsed.GetValue(rate),
                Governor = new() { IsOn = parsed.GetValue(governor) == "on" },
                Guard = new() { WithoutAlias = parsed.GetValue(withoutAlias) },
                Backoff = OpenedJobs.Patience,
                Place = $"on {Environment.MachineName}, process {Environment.ProcessId}, a removal",
            }),
            cancellationToken));
        return command;
    }
}
