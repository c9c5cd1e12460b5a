using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model switch</c>: which of two models the searches of an index are ranked by.</summary>
internal static class SwitchCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "An index, or the name of its entry in Indices.", HelpName = "INDEX" };
        index.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] option }, ..])
            {
                result.AddError($"There is no option '{option}'.");
            }
        });
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var to = new Option<string?>("--to") { Description = "The embedding object of the model to go over to: by default the other one.", HelpName = "NAME" };
        var back = new Option<bool>("--back") { Description = "Go back to the model that the configuration names beside Next." };
        var least = new Option<double?>("--at-least")
        {
            Description = "The part of the documents with an embedding that must have that model's, 0.99 by default, or Next:SwitchAtCoverage.",
            HelpName = "SHARE",
        };
        least.Refuse(value => value is not (null or (> 0 and <= 1)), "--at-least is more than 0 and at most 1.");
        var force = new Option<bool>("--force") { Description = "Go over, however few documents have that model's embedding." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count, and say which model searches are ranked by." };
        var command = new ExampleCommand("switch", "Have searches ranked by the next model of an index (Next in its settings), or by the one before.")
        {
            Examples = ["twinbert model switch products --dry-run", "twinbert model switch products", "twinbert model switch products --back"],
            Notes =
            [
                "It holds for the whole entry of Indices. Every sidecar that has it changes over within a second; no search fails, none waits.",
                "Exit codes: 0 done; 1 too few documents have the embedding, or the cluster refused; 2 unusable input; 130 interrupted.",
            ],
        };
        command.Add(index);
        Option[] options = [config, upstream, to, back, least, force, dryRun];
        Array.ForEach(options, command.Add);
        command.Validators.Add(result =>
        {
            if (result.GetValue(back) && result.GetValue(to) is not null)
            {
                result.AddError("--to and --back exclude each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) => SwitchRun.RunAsync(
            parsed.GetRequiredValue(index),
            Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)),
            new(parsed.GetValue(to), parsed.GetValue(back), parsed.GetValue(least), parsed.GetValue(force), parsed.GetValue(dryRun)),
            cancellationToken));
        return command;
    }
}
